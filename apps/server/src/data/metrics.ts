import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ResultCache } from './result-cache.ts';

/** What is counted on the path to data. */
export interface DataMetrics {
  /** A query ended: in which dialect, how (`ok`, `cached` or the code of its problem), after how long. */
  ran(dialect: string, outcome: string, milliseconds: number): void;
}

/** Adds the counters of the path to data to `registry`. */
export function openDataMetrics(
  registry: Registry,
  watched: { readonly cache: ResultCache; readonly engines: { readonly children: readonly number[] } },
): DataMetrics {
  const registers = [registry];
  const queries = new Counter({
    name: 'lumiere_queries_total',
    help: 'Queries run, by dialect and outcome.',
    labelNames: ['dialect', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'lumiere_query_duration_seconds',
    help: 'Time that queries spent in their source or in the cache.',
    labelNames: ['dialect', 'outcome'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers,
  });
  gauge('lumiere_result_cache_bytes', 'Memory taken by cached results.', () => watched.cache.bytes);
  gauge('lumiere_result_cache_entries', 'Cached results.', () => watched.cache.size);
  gauge('lumiere_engine_children', 'Engine processes alive.', () => watched.engines.children.length);
  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
  return {
    ran: (dialect, outcome, milliseconds) => {
      queries.inc({ dialect, outcome });
      durations.observe({ dialect, outcome }, milliseconds / 1000);
    },
  };
}
