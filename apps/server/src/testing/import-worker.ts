import pino from 'pino';
import type { Config } from '../config.ts';
import { openDeps } from '../deps.ts';

/** A process that works on jobs until it is killed. Its argument is the configuration, as JSON. */
async function work(): Promise<void> {
  // what the test that started it wrote
  const config = JSON.parse(process.argv[2] ?? '{}') as Config;
  const deps = await openDeps(config, { log: pino({ level: 'error' }, pino.destination(2)) });
  deps.events.start(deps);
  deps.jobs.start(deps, { alone: true });
  // the worker's own timers hold nothing open
  setInterval(() => undefined, 60_000);
  process.stdout.write('working\n');
}

await work();
