import type { Config } from './config.ts';
import { MigrationError } from './db/migrate.ts';
import { SecretError } from './auth/secret.ts';
import { LockedError } from './server-lock.ts';
import { storageTrouble } from './storage.ts';

/** Why the program cannot start, in one sentence for whoever started it; null where it is a bug and the whole error is needed. */
export function startTrouble(
  error: unknown,
  config: Pick<Config, 'home' | 'host' | 'port' | 'databaseUrl'>,
): string | null {
  if (error instanceof LockedError || error instanceof MigrationError || error instanceof SecretError)
    return error.message;
  if (!(error instanceof Error)) return null;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (syscall === 'listen' || syscall === 'getaddrinfo') return listening(code, config);
  const postgres = config.databaseUrl === null ? null : postgresTrouble(error, code, new URL(config.databaseUrl));
  if (postgres !== null) return postgres;
  const trouble = storageTrouble(error);
  if (trouble !== null)
    return `The data folder ${config.home} ${trouble}. Make it writable for this user, make room, or choose another folder with LUMIERE_HOME.`;
  // 26 is SQLITE_NOTADB, 11 is SQLITE_CORRUPT.
  const { errcode } = error as { errcode?: unknown };
  if (errcode === 26 || errcode === 11)
    return `The metadata database in ${config.home} is damaged (${error.message}). Restore the folder from a backup.`;
  return code === 'ENOTDIR' || code === 'EEXIST'
    ? `LUMIERE_HOME is ${config.home}, and a file is in the way of that folder. Choose another folder.`
    : null;
}

function listening(code: unknown, { host, port }: Pick<Config, 'host' | 'port'>): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Stop it, or choose another port, such as PORT=${port === 65_535 ? 3000 : port + 1}.`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose a port from 1024 on, such as PORT=3000.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST is ${host}, which is no address of this machine. Use localhost, or 0.0.0.0 for all of its addresses.`;
    default:
      return null;
  }
}

function postgresTrouble(error: Error, code: unknown, url: URL): string | null {
  const place = `PostgreSQL at ${url.hostname}:${url.port === '' ? '5432' : url.port}`;
  // Several addresses of one name are tried, and their errors come together.
  const first = error instanceof AggregateError ? (error.errors[0] as { code?: unknown } | undefined)?.code : code;
  switch (first) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ETIMEDOUT':
      return `${place} cannot be reached (${first}). Start it, or correct DATABASE_URL.`;
    case '28P01':
    case '28000':
      return `${place} refuses the user or password of DATABASE_URL.`;
    case '3D000':
      return `${place} has no database "${url.pathname.slice(1)}". Create it, or correct DATABASE_URL.`;
    case '42501':
      return `${place} does not let the user of DATABASE_URL create tables. Grant it, or use the database's owner.`;
    default:
      return /timeout|terminated/i.test(error.message) && first === undefined
        ? `${place} does not answer. Start it, or correct DATABASE_URL.`
        : null;
  }
}
