import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import pino from 'pino';
import type { OrgId, Role, RouteKey, Routes, UserId } from '@lumiere/contract';
import { createApp } from '../app.ts';
import { type KeyPair, makeKeyPair } from '../auth/signing-keys.ts';
import { type Config, readConfig } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { type OpenDeps, openDeps } from '../deps.ts';
import { newId } from '../ids.ts';
import { newOrganizationSteps } from '../new-organization.ts';
import { type TestDatabase, makeSqlite } from './databases.ts';

/** A person to send requests as. */
export interface TestPerson {
  readonly user: UserId;
  readonly org: OrgId;
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** The whole HTTP side without a listener, on a database of its own, with a clock that the test moves. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly deps: OpenDeps;
  readonly database: TestDatabase;
  readonly logs: readonly string[];
  /** Moves the clock on. */
  wait(milliseconds: number): void;
  organization(name?: string): Promise<OrgId>;
  person(org: OrgId, role?: Role): Promise<TestPerson>;
  /** A request by method and path (`GET /api/v1/me`), as a person or as nobody. */
  send(
    route: RouteKey | keyof Routes,
    options?: {
      readonly as?: TestPerson | string | null;
      readonly body?: unknown;
      /** Bytes instead of a JSON body. */
      readonly octets?: Buffer;
      readonly headers?: Record<string, string>;
    },
  ): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

/** One key pair for all servers of a test file: making one takes longer than most tests. */
let pair: Promise<KeyPair> | null = null;
const makeKey = (): Promise<KeyPair> => (pair ??= makeKeyPair());

/** Starts a test server; `settings` are environment variables as an operator sets them. */
export async function startTestServer(
  options: { readonly database?: TestDatabase; readonly settings?: Record<string, string>; readonly now?: Date } = {},
): Promise<TestServer> {
  const database = options.database ?? (await makeSqlite());
  const config = testConfig(database, options.settings);
  const start = options.now?.getTime() ?? Date.now();
  const real = Date.now();
  let ahead = 0;
  const logs: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  const deps = await openDeps(config, { log, clock: () => new Date(start + (Date.now() - real) + ahead), makeKey });
  await migrate(deps.db, { now: start });
  const app = await createApp(deps);
  return {
    app,
    deps,
    database,
    logs,
    wait: (milliseconds) => void (ahead += milliseconds),
    organization: (name = 'Acme') => makeOrganization(deps, name),
    person: (org, role = 'admin') => makePerson(deps, org, role),
    send: (route, { as = null, body, octets, headers = {} } = {}) => {
      const [method = 'GET', url = '/'] = route.split(' ');
      const token = typeof as === 'string' ? as : as?.token;
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const payload =
        octets !== undefined ? { payload: octets } : body === undefined ? {} : { payload: JSON.stringify(body) };
      const kind = octets === undefined ? 'application/json' : 'application/octet-stream';
      const type = body === undefined && octets === undefined ? {} : { 'content-type': kind };
      // The method is the first word of a route's name.
      return app.inject({
        method: method as 'GET',
        url,
        headers: { ...authorization, ...type, ...headers },
        ...payload,
      } satisfies InjectOptions);
    },
    close: async () => {
      await app.close();
      await deps.close();
      await database.remove();
    },
  };
}

/** The configuration of a test server, read as the real one is. */
export function testConfig(
  database: Pick<TestDatabase, 'home' | 'databaseUrl'>,
  settings: Record<string, string> = {},
): Config {
  const url = database.databaseUrl === null ? {} : { DATABASE_URL: database.databaseUrl };
  const checked = readConfig(
    { NODE_ENV: 'test', LUMIERE_HOME: database.home, ...url, ...settings },
    { project: database.home },
  );
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return checked.value;
}

async function makeOrganization({ db, clock }: OpenDeps, name: string): Promise<OrgId> {
  const org = newId('org');
  await db.insertInto('organizations').values({ id: org, name, created_at: clock().getTime() }).execute();
  return org;
}

async function makePerson(deps: OpenDeps, org: OrgId, role: Role): Promise<TestPerson> {
  const { db, clock, keys } = deps;
  const now = clock().getTime();
  const user = newId('usr');
  const email = `${role}-${randomBytes(4).toString('hex')}@example.com`;
  const password = 'correct horse battery';
  const session = newId('ses');
  // Cheap work: these tests are not about the strength of the hash.
  const password_hash = await hash(password, { memoryCost: 256, timeCost: 1, parallelism: 1 });
  await db.transaction(async (trx) => {
    await trx
      .insertInto('users')
      .values({ id: user, email, name: 'Ada', password_hash, zone: 'UTC', locale: 'en', disabled: 0, created_at: now })
      .execute();
    await trx
      .insertInto('memberships')
      .values({ org_id: org, user_id: user, role, groups: '[]', attributes: '{}', created_at: now })
      .execute();
    const members = await trx.selectFrom('memberships').select('user_id').where('org_id', '=', org).execute();
    if (members.length === 1) for (const step of newOrganizationSteps) await step(trx, { org, owner: user, now });
    await trx
      .insertInto('sessions')
      .values({
        id: session,
        org_id: org,
        user_id: user,
        created_at: now,
        used_at: now,
        expires_at: now + 7 * 86_400_000,
        revoked_at: null,
        revoked_reason: null,
        address: '127.0.0.1',
        agent: 'test',
      })
      .execute();
  });
  return { user, org, email, password, token: (await keys.sign({ user, org, session })).token };
}
