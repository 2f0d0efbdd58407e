import type { ConnectionId, SqlAnswer, SqlCheck } from '@lumiere/contract';
import { type RawResult, parseCells } from '../../data/answer-bytes.ts';
import type { PreparedSql } from '../../data/prepare-sql.ts';
import type { Ran } from '../../run-query.ts';

/** An answer to SQL whose result is still the bytes that the engine wrote. */
export interface RawSqlAnswer extends Omit<SqlAnswer, 'result'> {
  readonly result: RawResult;
}

/** The one answer of page, API and command line; `began` is when the request arrived, by the process's own clock. */
export function sqlAnswer(connection: ConnectionId, ran: Ran<PreparedSql>, began: number): RawSqlAnswer {
  const { prepared, columns, finished, receipt, cached, warnings, milliseconds } = ran;
  const { data, rowCount, truncated } = finished.encoded;
  return {
    connection,
    sql: prepared.text,
    statement: statementOf(prepared),
    tables: tablesOf(prepared),
    result: { columns, columnsJson: JSON.stringify(columns), data, rowCount, truncated, asOf: finished.asOf },
    problems: [...warnings],
    receipt,
    policy: prepared.ruled ? prepared.policy.description : '',
    cached,
    timings: {
      plan: round(milliseconds.plan),
      run: round(milliseconds.run),
      total: round(performance.now() - began),
    },
  };
}

/** The answer as a value, its cells parsed: for the command line. */
export function parsedSqlAnswer({ result, ...rest }: RawSqlAnswer): SqlAnswer {
  const { columns, data, rowCount, truncated, asOf } = result;
  return { ...rest, result: { columns: [...columns], data: parseCells(data), rowCount, truncated, asOf } };
}

/** What would be run. */
export const sqlCheck = (prepared: PreparedSql): SqlCheck => ({
  statement: statementOf(prepared),
  tables: tablesOf(prepared),
  problems: [],
});

const statementOf = ({ statement: { dialect, sql, parameters } }: PreparedSql): SqlAnswer['statement'] => ({
  dialect,
  sql,
  parameters: [...parameters],
});

const tablesOf = ({ reads }: PreparedSql): SqlAnswer['tables'] => reads.map(({ schema, name }) => ({ schema, name }));

const round = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
