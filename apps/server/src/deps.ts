import { chmodSync, mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Audit, openAudit } from './audit.ts';
import { type KeyPair, type SigningKeys, makeKeyPair, openSigningKeys } from './auth/signing-keys.ts';
import { openSecret } from './auth/secret.ts';
import type { Config } from './config.ts';
import { connectionHooks } from './data/connection-hooks.ts';
import { type DataPath, openDataPath } from './data/data-path.ts';
import { type FileStore, openFileStore } from './datasets/folders.ts';
import { importEnded } from './datasets/import-job.ts';
import type { Db } from './db/db.ts';
import { openDb } from './db/open.ts';
import { embeddedTransport } from './events/embedded.ts';
import { subscribers } from './events/subscribers.ts';
import type { EventTransport } from './events/transport.ts';
import type { Registry } from './jobs/job.ts';
import { type Jobs, openJobs } from './jobs/jobs.ts';
import { jobs as registry } from './jobs/registry.ts';
import { type Metrics, openMetrics } from './metrics.ts';
import { embeddedFanout } from './realtime/embedded-fanout.ts';
import type { Fanout } from './realtime/fanout.ts';
import { topicsOfJob } from './realtime/topics.ts';
import { type Keyring, openKeyring } from './secrets/keyring.ts';

/** The time, passed in so that a test can say what it is. */
export type Clock = () => Date;

/** A part that has to work before the server may be sent traffic. */
export interface ReadyCheck {
  readonly name: string;
  /** Resolves when the part works, rejects with the reason when not. */
  readonly check: () => Promise<void>;
}

/** Everything that the features are given; a test passes another object. */
export interface Deps {
  readonly config: Config;
  readonly db: Db;
  readonly log: Logger;
  readonly clock: Clock;
  /** What the sealed columns and derived tokens hang on; never logged, never sent. */
  readonly secret: string;
  readonly keys: SigningKeys;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly ready: readonly ReadyCheck[];
  /** Everything between a query and its answer. */
  readonly data: DataPath;
  /** Files that people sent, and the datasets they became. */
  readonly files: FileStore;
  /** Background work and schedules. */
  readonly jobs: Jobs<Deps>;
  /** What happened, told to everybody who listens. */
  readonly events: EventTransport<Deps>;
  /** Seals the secrets of connections. */
  readonly keyring: Keyring;
  /** What is pushed to open sockets. */
  readonly fanout: Fanout;
}

export interface OpenDeps extends Deps {
  /** Writes what is buffered and closes everything, last opened first. */
  close(): Promise<void>;
}

/** Opens everything that the configuration asks for. The schema is not touched: `migrate` comes after. */
export async function openDeps(
  config: Config,
  options: {
    readonly log: Logger;
    readonly clock?: Clock;
    readonly makeKey?: () => Promise<KeyPair>;
    /** Kinds of work beside the product's own, for tests. */
    readonly moreJobs?: Registry;
  },
): Promise<OpenDeps> {
  const { log, clock = () => new Date(), makeKey = makeKeyPair, moreJobs = {} } = options;
  openHome(config.home);
  const secret = openSecret(config);
  const db = await openDb(config);
  const keys = openSigningKeys({ db, secret, clock, log, lifetimeMs: config.accessMinutes * 60_000, makeKey });
  const metrics = openMetrics();
  const audit = openAudit({ db, log, clock, metrics });
  const keyring = openKeyring({ db, secret });
  // it is called when all of them are there
  const hooks = connectionHooks(() => ({ jobs, events }));
  const data = openDataPath({ config, db, log, clock, metrics, keyring, hooks });
  const files = openFileStore({ home: config.home, log, clock });
  const fanout = embeddedFanout();
  const events = embeddedTransport<Deps>({ db, log, clock, subscribers });
  const jobs = openJobs<Deps>({
    db,
    log,
    clock,
    registry: { ...registry, ...moreJobs },
    atOnce: config.jobs,
    changed: (org, job) => {
      for (const topic of topicsOfJob(job)) fanout.publish(org, topic, { type: 'job.changed', job });
    },
    ended: async (trx, org, job) => {
      const { id, kind, subject, status } = job;
      if (status === 'queued' || status === 'running') return;
      await events.publish(trx, { type: 'job.finished', org, key: id, data: { job: id, kind, subject, status } });
      await importEnded(trx, org, job, { events, clock });
    },
  });
  return {
    config,
    db,
    log,
    clock,
    secret,
    keys,
    audit,
    metrics,
    data,
    files,
    jobs,
    events,
    fanout,
    keyring,
    ready: [
      {
        name: 'database',
        check: async () => void (await db.selectFrom('migrations').select('number').limit(1).execute()),
      },
    ],
    close: async () => {
      await jobs.stop();
      await events.stop();
      fanout.close();
      await data.close();
      await audit.close();
      await db.close();
    },
  };
}

/** The folder holds secrets and data: it is its owner's alone. */
export function openHome(home: string): void {
  if (mkdirSync(home, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(home, 0o700);
}
