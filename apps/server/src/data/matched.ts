import { type Connector, SourceError } from '@lumiere/connectors';
import { type JoinId, type Plan, type Policy, unmatchedPlan } from '@lumiere/semantic';
import { compile } from '@lumiere/sql';
import { parseCells } from './answer-bytes.ts';
import { createLru } from './lru.ts';
import type { Source } from './sources.ts';

/** A source as it is while a query is read from it. */
export interface Reading {
  readonly connector: Connector;
  /** What `Connector.dataVersion` said last; null where the source cannot tell. */
  readonly version: string | null;
}

/** Knows along which joins of a source every row finds its partner. */
export interface Matched {
  /** Those of the joins that a plan goes along for which it is proven; none where the data may change at any moment. */
  of(source: Source, reading: Reading, plan: Plan): Promise<ReadonlySet<JoinId>>;
  forget(connection: string): void;
}

/** How long one join may be looked at: an anti-join of 10,000,000 rows takes a tenth of a second. */
const proofMs = 3000;

const none: ReadonlySet<JoinId> = new Set();
/** Whether a join loses rows is asked of all rows: that of those that a person may see is told by it too. */
const everything: Policy = { fingerprint: '', description: '', tables: new Map() };

/** Makes one with nothing proven; proofs are kept as long as the data stays the same. */
export function createMatched(): Matched {
  const proofs = createLru<Promise<boolean>>(5000);
  return {
    of: async (source, reading, plan) => {
      const { connector, version } = reading;
      if (!connector.frozen || version === null) return none;
      const wanted = joinsOf(plan);
      if (wanted.size === 0) return none;
      const found = await Promise.all(
        [...wanted].map(async (join) => {
          const key = JSON.stringify([source.id, source.modelVersion, version, join]);
          const proof = proofs.get(key) ?? prove(connector, unmatchedPlan(source.model, join));
          proofs.set(key, proof);
          return (await proof) ? [join] : [];
        }),
      );
      return new Set(found.flat());
    },
    forget: (connection) => proofs.deleteAll(`["${connection}"`),
  };
}

function joinsOf(plan: Plan): ReadonlySet<JoinId> {
  return new Set(
    plan.steps.flatMap(({ joins }) => joins.flatMap(({ along }) => (along === undefined ? [] : [along.join]))),
  );
}

/** What cannot be found out is not known. */
async function prove(connector: Connector, plan: Plan | null): Promise<boolean> {
  const statement = plan === null ? null : compile(plan, everything, connector.dialect, { maxRows: 1 });
  if (plan === null || statement?.ok !== true) return false;
  try {
    const { data } = await connector.run(statement.value, plan.columns, {
      signal: AbortSignal.timeout(proofMs * 2),
      maxRows: 1,
      maxBytes: 1024,
      timeoutMs: proofMs,
    });
    return parseCells(data)[0]?.[0] === 0;
  } catch (error) {
    if (error instanceof SourceError) return false;
    throw error;
  }
}
