import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { isIP } from 'node:net';
import { type Checked, type Problem, fail, pass, problem } from '@lumiere/contract';

/** What a setting is read with: the raw words or undefined, and where the project lies. */
interface Context {
  readonly production: boolean;
  readonly project: string;
}

type Read<T> = { readonly value: T } | { readonly wrong: string };

/** One setting as a value: the README's table, the parser and the type of `Config` all come from here. */
export interface Setting<T> {
  readonly name: string;
  /** What holds when it is not set, in words. */
  readonly default: string;
  readonly meaning: string;
  readonly secret?: true;
  readonly read: (raw: string | undefined, context: Context) => Read<T>;
}

const setting = <T>(value: Setting<T>): Setting<T> => value;

const fields = {
  environment: setting<'production' | 'development' | 'test'>({
    name: 'NODE_ENV',
    default: 'development',
    meaning: '`production` insists on a strong LUMIERE_SECRET; `test` also checks every reply against its schema.',
    read: (raw) => oneOf(raw, ['production', 'development', 'test'], 'development'),
  }),
  home: setting<string>({
    name: 'LUMIERE_HOME',
    default: '.lumiere in the project',
    meaning: 'Folder that holds all data of this server: metadata, extracts, generated secrets, logs.',
    read: (raw, { project }) => ({ value: raw === undefined ? join(project, '.lumiere') : resolve(raw) }),
  }),
  port: setting<number>({
    name: 'PORT',
    default: '3000',
    meaning: 'Port that the server listens on.',
    read: (raw) => whole(raw, { standard: 3000, min: 1, max: 65_535 }),
  }),
  host: setting<string>({
    name: 'HOST',
    default: 'localhost',
    meaning: 'Address that the server listens on. `0.0.0.0` lets other machines in; put TLS in front of it.',
    read: (raw) =>
      raw === undefined || /^[A-Za-z0-9.:_-]{1,253}$/.test(raw)
        ? { value: raw ?? 'localhost' }
        : { wrong: `is "${raw}"; it must be a host name or an IP address, such as 0.0.0.0` },
  }),
  databaseUrl: setting<string | null>({
    name: 'DATABASE_URL',
    default: 'SQLite in LUMIERE_HOME',
    meaning: 'PostgreSQL for the metadata: `postgres://user:password@host:5432/lumiere`.',
    secret: true,
    read: (raw) => (raw === undefined ? { value: null } : postgresUrl(raw)),
  }),
  publicUrl: setting<string | null>({
    name: 'LUMIERE_PUBLIC_URL',
    default: 'http://localhost:PORT',
    meaning:
      'Address that people type, where it differs: `https://bi.example.com`. With https, cookies are Secure and HSTS is sent.',
    read: (raw) => (raw === undefined ? { value: null } : origin(raw)),
  }),
  secret: setting<string | null>({
    name: 'LUMIERE_SECRET',
    default: 'generated in LUMIERE_HOME; required in production',
    meaning:
      'Secret that protects the keys kept in the metadata: 32 or more random characters, such as `openssl rand -base64 48` prints.',
    secret: true,
    read: (raw, { production }) => readSecret(raw, production),
  }),
  trustedProxies: setting<readonly string[]>({
    name: 'LUMIERE_TRUSTED_PROXIES',
    default: 'none',
    meaning:
      "Addresses or networks of the proxies whose X-Forwarded-* headers tell the client's address, separated by commas.",
    read: (raw) => list(raw, proxy),
  }),
  allowedOrigins: setting<readonly string[]>({
    name: 'LUMIERE_ALLOWED_ORIGINS',
    default: 'none',
    meaning:
      'Other web origins whose pages may call the API (CORS), separated by commas: `https://portal.example.com`.',
    read: (raw) => list(raw, origin),
  }),
  logLevel: setting<LogLevel>({
    name: 'LOG_LEVEL',
    default: 'info',
    meaning: 'What is written to the log: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
    read: (raw) => oneOf(raw, ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  }),
  engines: setting<number>({
    name: 'ENGINES',
    default: '4',
    meaning: 'Engine processes at most, over all organizations.',
    read: (raw) => whole(raw, { standard: 4, min: 1, max: 64 }),
  }),
  engineMemoryMb: setting<number>({
    name: 'LUMIERE_ENGINE_MEMORY_MB',
    default: 'a quarter of the memory, at least 1024',
    meaning: 'Memory that all engines share, in megabytes; each of the `ENGINES` may use its part.',
    read: (raw) => whole(raw, { standard: Math.max(1024, Math.floor(memoryMb() / 4)), min: 128, max: 1_048_576 }),
  }),
  allowPrivateAddresses: setting<boolean>({
    name: 'LUMIERE_ALLOW_PRIVATE_ADDRESSES',
    default: 'yes',
    meaning:
      'Whether connections may lead to private networks and to this machine: `yes` or `no`. Link-local and metadata addresses are never connected to.',
    read: (raw) => {
      const read = oneOf(raw, ['yes', 'no', 'true', 'false'], 'yes');
      return 'wrong' in read ? read : { value: read.value === 'yes' || read.value === 'true' };
    },
  }),
  jobs: setting<number>({
    name: 'LUMIERE_JOBS',
    default: '2',
    meaning: 'Background jobs that this server works on at once: imports, refreshes and the like.',
    read: (raw) => whole(raw, { standard: 2, min: 1, max: 64 }),
  }),
  sockets: setting<number>({
    name: 'LUMIERE_SOCKETS',
    default: '2000',
    meaning: 'Open WebSockets at most: one for every browser tab that shows something live.',
    read: (raw) => whole(raw, { standard: 2000, min: 1, max: 100_000 }),
  }),
  maxUploadMb: setting<number>({
    name: 'LUMIERE_MAX_UPLOAD_MB',
    default: '2048',
    meaning: 'Megabytes that an uploaded file may have.',
    read: (raw) => whole(raw, { standard: 2048, min: 1, max: 1_048_576 }),
  }),
  maxRows: setting<number>({
    name: 'LUMIERE_MAX_ROWS',
    default: '10000',
    meaning: 'Rows of an answer at most; beyond it the answer says that it is cut off.',
    read: (raw) => whole(raw, { standard: 10_000, min: 1, max: 1_000_000 }),
  }),
  resultCacheMb: setting<number>({
    name: 'LUMIERE_RESULT_CACHE_MB',
    default: '64',
    meaning: 'Memory for finished results, in megabytes; 0 asks the source every time.',
    read: (raw) => whole(raw, { standard: 64, min: 0, max: 1_048_576 }),
  }),
  queryTimeoutSeconds: setting<number>({
    name: 'LUMIERE_QUERY_TIMEOUT_SECONDS',
    default: '30',
    meaning: 'Seconds after which a query is cancelled in its source.',
    read: (raw) => whole(raw, { standard: 30, min: 1, max: 3600 }),
  }),
  accessMinutes: setting<number>({
    name: 'LUMIERE_ACCESS_MINUTES',
    default: '60',
    meaning: 'Lifetime of an access token in minutes.',
    read: (raw) => whole(raw, { standard: 60, min: 1, max: 1440 }),
  }),
  refreshDays: setting<number>({
    name: 'LUMIERE_REFRESH_DAYS',
    default: '7',
    meaning: 'Days after which someone who was not here has to sign in again.',
    read: (raw) => whole(raw, { standard: 7, min: 1, max: 365 }),
  }),
  publicRequestsPerMinute: setting<number>({
    name: 'LUMIERE_PUBLIC_REQUESTS_PER_MINUTE',
    default: '100',
    meaning: 'Requests a minute that one address may send to the routes that need no sign-in.',
    read: (raw) => whole(raw, { standard: 100, min: 1, max: 1_000_000 }),
  }),
  metricsToken: setting<string | null>({
    name: 'LUMIERE_METRICS_TOKEN',
    default: 'none: /metrics answers this machine only',
    meaning: 'Bearer token with which other machines may read /metrics.',
    secret: true,
    read: (raw) =>
      raw === undefined || raw.length >= 16
        ? { value: raw ?? null }
        : { wrong: 'is too short; it must have 16 or more characters' },
  }),
} as const;

type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Every setting of the server, read once; nothing else looks at the environment. */
export type Config = { readonly [K in keyof typeof fields]: (typeof fields)[K] extends Setting<infer T> ? T : never };

/** The settings in the order of the README's table. */
export const settings: readonly Pick<Setting<unknown>, 'name' | 'default' | 'meaning'>[] = Object.values(fields);

/** Variables that carry our prefix and belong to the scripts around the server, not to it. */
const foreign = /^LUMIERE_(TEST_|DEEP_|BENCH_|EVAL_|SEED$)/;

/** The process's environment; the programs hand it to `readConfig`. */
export const environment = (): Readonly<Record<string, string | undefined>> => process.env;

/** Reads every setting and gives either the whole configuration or everything that is wrong with it, a sentence each. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  context: { readonly project: string },
): Checked<Config> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  const full = { ...context, production: env['NODE_ENV'] === 'production' };
  for (const [key, { name, read }] of Object.entries(fields)) {
    const raw = env[name]?.trim();
    const result = read(raw === '' ? undefined : raw, full);
    if ('wrong' in result) problems.push(problem('config.invalid', `${name} ${result.wrong}.`, { path: name }));
    else values[key] = result.value;
  }
  for (const name of Object.keys(env))
    if (name.startsWith('LUMIERE_') && !foreign.test(name)) problems.push(...unknown(name));
  // The loop above put a value of the right type under every key of `fields`, or a problem into the list.
  return problems.length === 0 ? pass(values as Config) : fail(...problems);
}

/** The configuration in a form that may be logged and shown: secrets are told only as set or not. */
export function describeConfig(config: Config): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields).map(([key, { name, secret }]) => {
    const value = config[key as keyof Config];
    return [name, secret === true ? (value === null ? null : 'set') : value];
  });
  return Object.fromEntries(entries);
}

function unknown(name: string): Problem[] {
  const names = Object.values(fields).map((each) => each.name);
  if (names.includes(name)) return [];
  const nearest = names
    .map((each) => ({ each, distance: distance(name, each) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint = nearest !== undefined && nearest.distance <= 6 ? ` Did you mean ${nearest.each}?` : '';
  return [problem('config.invalid', `${name} is not a setting of Lumiere.${hint}`, { path: name })];
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** What the machine has, or the container that this process is in. */
function memoryMb(): number {
  const allowed = process.constrainedMemory();
  return (allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()) / 1_048_576;
}

function whole(raw: string | undefined, range: { standard: number; min: number; max: number }): Read<number> {
  if (raw === undefined) return { value: range.standard };
  const value = /^\d{1,9}$/.test(raw) ? Number(raw) : Number.NaN;
  if (value >= range.min && value <= range.max) return { value };
  return { wrong: `is "${raw}"; it must be a whole number from ${range.min} to ${range.max}` };
}

function oneOf<const T extends string>(raw: string | undefined, allowed: readonly T[], standard: NoInfer<T>): Read<T> {
  const found = raw === undefined ? standard : allowed.find((each) => each === raw.toLowerCase());
  return found === undefined ? { wrong: `is "${raw}"; it must be one of ${allowed.join(', ')}` } : { value: found };
}

function list(raw: string | undefined, read: (item: string) => Read<string>): Read<readonly string[]> {
  const value: string[] = [];
  for (const item of (raw ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')) {
    const result = read(item);
    if ('wrong' in result) return result;
    value.push(result.value);
  }
  return { value };
}

function origin(raw: string): Read<string> {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  const plain =
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  return plain && url.username === ''
    ? { value: url.origin }
    : { wrong: `has "${raw}"; it must be an address without a path, such as https://bi.example.com` };
}

function proxy(raw: string): Read<string> {
  const [address = '', bits] = raw.split('/');
  const version = isIP(address);
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version !== 0 && fits
    ? { value: raw }
    : { wrong: `has "${raw}"; it must be an IP address or a network, such as 10.0.0.0/8` };
}

function postgresUrl(raw: string): Read<string> {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  if (url !== null && (url.protocol === 'postgres:' || url.protocol === 'postgresql:') && url.pathname.length > 1)
    return { value: raw };
  // The address may hold a password, so it is not repeated.
  return {
    wrong: 'is not the address of a PostgreSQL database; it must look like postgres://user:password@host:5432/lumiere',
  };
}

function readSecret(raw: string | undefined, production: boolean): Read<string | null> {
  if (raw === undefined) {
    if (!production) return { value: null };
    return {
      wrong:
        'is missing; production needs a secret of 32 or more random characters (make one with: openssl rand -base64 48)',
    };
  }
  if (raw.length < 32)
    return {
      wrong: 'is too short; it must have 32 or more random characters (make one with: openssl rand -base64 48)',
    };
  const weak = new Set(raw).size < 10 || /change.?me|default|example|password|secret|lumiere|your[-_ ]/i.test(raw);
  return weak
    ? { wrong: 'is easy to guess; use random characters (make one with: openssl rand -base64 48)' }
    : { value: raw };
}
