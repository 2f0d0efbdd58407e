/** Hands a few things (connections) to many who want one, first come first served. */
export class Turns<T> {
  readonly #free: T[];
  readonly #waiting: ((thing: T) => void)[] = [];

  constructor(things: readonly T[]) {
    this.#free = [...things];
  }

  /** Waits for one until the signal is aborted or the deadline (milliseconds of the clock) is over: then fails as `stopped` says. */
  take(signal: AbortSignal, deadline: number, stopped: (why: 'cancelled' | 'timeout') => Error): Promise<T> {
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        const at = this.#waiting.indexOf(got);
        if (at >= 0) this.#waiting.splice(at, 1);
      };
      const got = (thing: T): void => {
        leave();
        resolve(thing);
      };
      const stop = (why: 'cancelled' | 'timeout') => (): void => {
        leave();
        reject(stopped(why));
      };
      const cancel = stop('cancelled');
      const timer = setTimeout(stop('timeout'), Math.max(0, deadline - Date.now()));
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(got);
    });
  }

  give(thing: T): void {
    const next = this.#waiting[0];
    if (next === undefined) this.#free.push(thing);
    else next(thing);
  }
}
