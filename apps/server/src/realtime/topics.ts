import type { Action, ConnectionId, DatasetId, DomainEvent, Job, Principal } from '@lumiere/contract';
import { can } from '@lumiere/contract';
import type { Authenticated } from '../auth/principal-store.ts';
import { findConnection } from '../data/connection-store.ts';
import { findDataset } from '../datasets/dataset-store.ts';
import { datasetSight } from '../datasets/views.ts';
import type { Deps } from '../deps.ts';

type Needed = Pick<Deps, 'db' | 'data'>;

interface Topic {
  /** What one must be allowed to do. */
  readonly action: Action;
  /** Whether there is the thing for this person; null where the topic is of the organization as a whole. */
  readonly has: ((deps: Needed, who: Principal, id: string) => Promise<boolean>) | null;
}

/** Everything that one can listen to: a new topic is a line here. */
const topics: Readonly<Record<string, Topic>> = {
  jobs: { action: 'job.read', has: null },
  connection: {
    action: 'connection.read',
    // an id that is none finds nothing
    has: async ({ db }, { org }, id) => (await findConnection(db, org, id as ConnectionId)) !== null,
  },
  dataset: {
    action: 'dataset.read',
    has: async (deps, who, id) => {
      const row = await findDataset(deps.db, who.org, id as DatasetId);
      return row !== null && !(await datasetSight(who, deps)).hides(row.name);
    },
  },
};

/** Whether somebody may listen to a topic. What is not there and what is another's look the same. */
export async function mayListen(deps: Needed, who: Authenticated, topic: string): Promise<boolean> {
  const [kind = '', id = null] = topic.split(':');
  const found = Object.hasOwn(topics, kind) ? topics[kind] : undefined;
  if (found === undefined || (found.has === null) !== (id === null)) return false;
  const { principal, scopes } = who;
  if (!can(principal, found.action, { org: principal.org })) return false;
  if (scopes !== null && !scopes.includes(found.action)) return false;
  return id === null || (await found.has?.(deps, principal, id)) === true;
}

/** The topics that hear of a job: that of all jobs, and that of the thing it works on. */
export function topicsOfJob({ subject }: Pick<Job, 'subject'>): readonly string[] {
  if (subject?.startsWith('con_') === true) return ['jobs', `connection:${subject}`];
  return subject?.startsWith('dst_') === true ? ['jobs', `dataset:${subject}`] : ['jobs'];
}

/** The topics that hear of an event. */
export function topicsOfEvent(event: DomainEvent): readonly string[] {
  switch (event.type) {
    case 'connection.ready':
    case 'connection.failed':
    case 'connection.removed':
      return [`connection:${event.data.connection}`];
    case 'data.ingestion':
    case 'data.processing.complete':
      return [`dataset:${event.data.dataset}`];
    default:
      return [];
  }
}
