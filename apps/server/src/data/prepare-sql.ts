import { hash } from 'node:crypto';
import { type Checked, type ConnectionId, type Model, pass } from '@lumiere/contract';
import type { View } from '@lumiere/semantic';
import type { GuardedTable } from '@lumiere/sql';
import type { GuardCatalogs } from './guard-catalog.ts';
import { createLru } from './lru.ts';
import type { PrepareOptions, Runnable, Sight } from './prepare.ts';
import { askedSql } from './receipt.ts';
import type { Source } from './sources.ts';
import type { SqlGuard } from './sql-guard.ts';

/** Hand-written SQL that the guard let through. */
export interface PreparedSql extends Runnable {
  /** The text as it was written. */
  readonly text: string;
  readonly reads: readonly GuardedTable[];
  /** Whether rules on rows were put into any of the tables. */
  readonly ruled: boolean;
}

/** Has hand-written SQL guarded for one person's sight, and remembers what came of it. */
export interface SqlPreparer {
  prepare(source: Source, sight: Sight, text: string, options: PrepareOptions): Promise<Checked<PreparedSql>>;
  forget(connection: ConnectionId): void;
}

/** Statements that are remembered, for all connections together; of the longest ones they take some 60 MB. */
const remembered = 500;

/** Makes one with empty memory. */
export function createSqlPreparer(guard: SqlGuard, catalogs: GuardCatalogs): SqlPreparer {
  const prepared = createLru<Promise<Checked<PreparedSql>>>(remembered);
  const models = new WeakMap<View, Model>();
  const ids = new WeakMap<object, number>();
  let next = 0;
  const idOf = (of: object): number => {
    const id = ids.get(of) ?? (next += 1);
    ids.set(of, id);
    return id;
  };
  const modelOf = (view: View): Model => {
    const model = models.get(view) ?? { ...view.model, tables: [...view.tables.values()] };
    models.set(view, model);
    return model;
  };
  return {
    prepare: async (source, sight, text, { now, zone, maxRows, reading }) => {
      const { dialect } = reading.connector;
      const catalog = await catalogs.of(source);
      const about = JSON.stringify([source.id, sight.key, idOf(catalog), dialect.name, maxRows]);
      const key = `${about} ${hash('sha256', text, 'base64')}`;
      let found = prepared.get(key);
      if (found === undefined) {
        const model = modelOf(sight.view);
        found = guard
          .guard(text, { dialect, catalog, model, policy: sight.policy, maxRows })
          .then((outcome) => (outcome.ok ? pass(preparedSql(text, sight, outcome.value)) : outcome));
        found.catch(() => prepared.delete(key));
        prepared.set(key, found);
      }
      const outcome = await found;
      return outcome.ok ? pass({ ...outcome.value, resolvedAt: now, zone }) : outcome;
    },
    forget: (connection) => {
      prepared.deleteAll(`["${connection}"`);
      catalogs.forget(connection);
    },
  };
}

type Guarded = Extract<Awaited<ReturnType<SqlGuard['guard']>>, { readonly ok: true }>['value'];

function preparedSql(text: string, { policy }: Sight, guarded: Guarded): PreparedSql {
  const { dialect, sql, parameters, tables, volatile } = guarded;
  const statementJson = JSON.stringify({ dialect, sql, parameters });
  return {
    askedJson: askedSql(text),
    text,
    statement: guarded,
    statementJson,
    assumes: false,
    keeps: !volatile,
    columns: null,
    reads: tables,
    tables: tables.map(({ schema, name, table }) => ({ table: table ?? '', schema, name })),
    ruled: tables.some(({ table }) => table !== null && policy.tables.has(table)),
    policy,
    warnings: [],
    // set anew for everybody who asks
    resolvedAt: new Date(0),
    zone: '',
    cacheKey: JSON.stringify([policy.fingerprint, statementJson]),
  };
}
