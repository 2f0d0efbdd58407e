/** Identical work that is under way at the same time is done once. */
export interface SingleFlight<T> {
  /**
   * Joins the work under way for `key` or starts it. Each caller leaves by their own signal, which rejects with its reason; the work
   * itself is aborted only when all of them have left.
   */
  join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  readonly size: number;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  callers: number;
}

/** Makes one with nothing under way. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  const start = (key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController();
    const result = work(controller.signal).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    // callers that left no longer listen; those that stay get the rejection through their own promise
    result.catch(() => undefined);
    const flight: Flight<T> = { result, controller, callers: 0 };
    flights.set(key, flight);
    return flight;
  };

  return {
    join: async (key, signal, work) => {
      signal.throwIfAborted();
      const flight = flights.get(key) ?? start(key, work);
      flight.callers += 1;
      let leave = (): void => undefined;
      const left = new Promise<never>((_, reject) => {
        leave = () => reject(reasonOf(signal));
        signal.addEventListener('abort', leave, { once: true });
      });
      try {
        return await Promise.race([flight.result, left]);
      } finally {
        signal.removeEventListener('abort', leave);
        flight.callers -= 1;
        if (flight.callers === 0 && signal.aborted) {
          // whoever comes next must not join work that is being stopped
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller.abort(signal.reason);
        }
      }
    },
    get size() {
      return flights.size;
    },
  };
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('The caller left.', { cause: signal.reason });
}
