import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What the server counts. A feature adds its own counters to `registry`. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly durations: Histogram<'method' | 'route'>;
  readonly errors: Counter<'route'>;
  readonly auditLost: Counter;
  readonly inFlight: Gauge;
}

export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Counter({
      name: 'lumiere_http_requests_total',
      help: 'Requests answered.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    durations: new Histogram({
      name: 'lumiere_http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: ['method', 'route'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.5, 1, 2, 5, 15, 30],
      registers,
    }),
    errors: new Counter({
      name: 'lumiere_http_errors_total',
      help: 'Requests that failed through a fault of ours (5xx).',
      labelNames: ['route'],
      registers,
    }),
    auditLost: new Counter({
      name: 'lumiere_audit_lost_total',
      help: 'Entries of the audit log that could not be written.',
      registers,
    }),
    inFlight: new Gauge({ name: 'lumiere_http_requests_in_flight', help: 'Requests being answered.', registers }),
  };
}
