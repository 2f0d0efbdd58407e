import { type Checked, type Principal, type Problem, can, fail, problem } from '@lumiere/contract';
import type { PreparedSql, SqlPreparer } from './data/prepare-sql.ts';
import { type QueryDeps, type QueryOptions, type Ran, openSource, readingOf, runPrepared } from './run-query.ts';

/** What the path to data works with for hand-written SQL. */
export interface SqlDeps extends QueryDeps {
  readonly sqlPreparer: SqlPreparer;
}

/**
 * Hand-written SQL on the one path to data: the catalog and the rules of the person, the guard, then all that every query goes through. What
 * the guard refuses comes back as problems with line and column, and nothing has run.
 */
export async function runSql(
  text: string,
  who: Principal,
  deps: SqlDeps,
  options: QueryOptions,
): Promise<Checked<Ran<PreparedSql>>> {
  if (!mayWrite(who)) return fail(mayNot());
  let ruled = false;
  const ran = await runPrepared(
    async ({ source, sight }, at) => {
      const prepared = await deps.sqlPreparer.prepare(source, sight, text, at);
      ruled = prepared.ok && prepared.value.ruled;
      return prepared;
    },
    who,
    deps,
    options,
  );
  return ran.ok || !ruled ? ran : fail(...ran.problems.map(withoutValues));
}

/** What the guard says to a text, without running it. */
export async function checkSql(
  text: string,
  who: Principal,
  deps: SqlDeps,
  { connection, signal, caps }: Pick<QueryOptions, 'connection' | 'signal' | 'caps'>,
): Promise<Checked<PreparedSql>> {
  if (!mayWrite(who)) return fail(mayNot());
  const opened = await openSource(who, deps, connection);
  if (!opened.ok) return opened;
  const { source, sight } = opened.value;
  const reading = await readingOf(source, signal);
  if (!reading.ok) return reading;
  return deps.sqlPreparer.prepare(source, sight, text, {
    now: deps.clock(),
    zone: who.zone,
    maxRows: caps.maxRows,
    reading: reading.value,
  });
}

const mayWrite = (who: Principal): boolean => can(who, 'data.sql', { org: who.org });

const mayNot = (): Problem =>
  problem('permission.denied', 'You may not write SQL here.', {
    hint: 'Ask in plain English, or ask an administrator for the role of an analyst.',
  });

/**
 * An engine that stops at a value quotes it, and may look at rows before the rules on them are applied: its words are not passed on where
 * rules hide rows.
 */
const withoutValues = (found: Problem): Problem =>
  found.code === 'query.failed' || found.code === 'query.wrong-type'
    ? problem(found.code, 'The source refused the statement while it ran.', {
        hint: 'Its own words are not shown, since they may quote rows that you may not see. Look at casts, divisions and dates.',
      })
    : found;
