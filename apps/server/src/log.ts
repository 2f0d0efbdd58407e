import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.ts';

export interface Log {
  readonly log: Logger;
  /** Where it is written, for people. */
  readonly place: string;
  /** Writes what is buffered. */
  flush(): void;
}

const keepBytes = 20 * 1024 * 1024;

/**
 * Opens the log: JSON lines. With a person at the terminal they go to a file, so that the terminal shows what concerns them; otherwise (a service, a
 * container) to the error stream, where the system collects them.
 */
export function openLog(config: Pick<Config, 'home' | 'logLevel'>, options: { readonly terminal: boolean }): Log {
  if (!options.terminal)
    return {
      log: makeLog(config, pino.destination({ dest: 2, sync: true })),
      place: 'the error stream',
      flush: () => undefined,
    };
  const folder = join(config.home, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'server.log');
  if (size(file) > keepBytes) renameSync(file, `${file}.1`);
  const destination = pino.destination({ dest: file, sync: false, mode: 0o600 });
  // A full disk must not end the server because it cannot say so.
  destination.on('error', () => undefined);
  return { log: makeLog(config, destination), place: file, flush: () => flush(destination) };
}

/** A logger that never writes what its fields' names say is secret. */
export function makeLog(config: Pick<Config, 'logLevel'>, destination: DestinationStream): Logger {
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretPaths, censor: '[redacted]' },
    },
    destination,
  );
}

const secretNames = [
  'password',
  'passwordHash',
  'password_hash',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'databaseUrl',
  'passphrase',
  'privateKey',
  'clientSecret',
  'apiKey',
  'connectionString',
];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

function size(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function flush(destination: { flushSync(): void }): void {
  try {
    destination.flushSync();
  } catch {
    // Not opened yet, or the disk is full: nothing to write or nowhere to.
  }
}
