import { createHash } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { OrgId, Query, Receipt, ReceiptId } from '@lumiere/contract';
import type { DataTables } from '../db/data-tables.ts';
import type { Runnable } from './prepare.ts';
import type { Finished } from './result-cache.ts';
import { type Source, physical } from './sources.ts';

type ReceiptRow = DataTables['receipts'];

/** What an answer was made of and from. */
export interface Proof {
  readonly source: Source;
  readonly prepared: Runnable;
  readonly finished: Finished;
  readonly engine: string;
  readonly question: string | null;
}

/**
 * The id of an answer's receipt: a hash of all that went in and what came out, so that equal answers have one receipt. The question is part
 * of it, or one person's receipt would show another's words.
 */
export function receiptId(org: OrgId, { source, prepared, finished, engine, question }: Proof): ReceiptId {
  const hash = createHash('sha256');
  // a JSON list has one reading, so no part can pass for its neighbour's end
  hash.update(
    JSON.stringify([
      org,
      source.id,
      question,
      prepared.askedJson,
      prepared.statementJson,
      prepared.policy.fingerprint,
      finished.dataVersion,
      source.modelVersion,
      engine,
      finished.encoded.hash,
      finished.encoded.truncated,
    ]),
  );
  // 160 bits in the contract's alphabet: the type is this text with a brand on it
  return `rcp_${hash.digest('hex').slice(0, 40)}` as ReceiptId;
}

/** The row that is kept of a receipt. `evidence` is the JSON of the first rows by column, or null. */
export function receiptRow(
  id: ReceiptId,
  org: OrgId,
  proof: Proof,
  kept: { maxRows: number; evidence: string | null; now: Date },
): Insertable<ReceiptRow> {
  const { source, prepared, finished, engine, question } = proof;
  return {
    id,
    org_id: org,
    connection_id: source.id,
    question,
    query: prepared.askedJson,
    dialect: prepared.statement.dialect,
    statement: prepared.statement.sql,
    parameters: JSON.stringify(prepared.statement.parameters),
    policy_fingerprint: prepared.policy.fingerprint,
    policy_description: prepared.policy.description,
    rows_returned: finished.encoded.rowCount,
    rows_scanned: rowsScanned(source, prepared),
    truncated: finished.encoded.truncated ? 1 : 0,
    as_of: finished.asOf,
    data_version: finished.dataVersion,
    model_version: source.modelVersion,
    engine,
    hash: finished.encoded.hash,
    resolved_at: prepared.resolvedAt.getTime(),
    zone: prepared.zone,
    max_rows: kept.maxRows,
    evidence: kept.evidence,
    created_at: kept.now.getTime(),
  };
}

/** What was asked, as a receipt keeps it: a query, or SQL as somebody wrote it. */
export type Asked = { readonly query: Query; readonly sql: null } | { readonly query: null; readonly sql: string };

/** What is kept of SQL that was written by hand. */
export const askedSql = (sql: string): string => JSON.stringify({ sql });

/** What a receipt's row holds of what was asked. */
export function askedOf({ query }: Pick<ReceiptRow, 'query'>): Asked {
  // our own writing, checked by the contract when it came in
  const asked = JSON.parse(query) as Query | { readonly sql: string };
  return 'sql' in asked ? { query: null, sql: asked.sql } : { query: asked, sql: null };
}

/** A stored row as the contract's receipt. */
export function receiptOf(row: ReceiptRow): Receipt {
  return {
    id: row.id,
    connection: row.connection_id,
    question: row.question,
    ...askedOf(row),
    statement: {
      dialect: row.dialect,
      sql: row.statement,
      parameters: JSON.parse(row.parameters) as Receipt['statement']['parameters'],
    },
    policy: { fingerprint: row.policy_fingerprint, description: row.policy_description },
    rowsReturned: row.rows_returned,
    rowsScanned: row.rows_scanned,
    truncated: row.truncated === 1,
    asOf: row.as_of,
    dataVersion: row.data_version,
    modelVersion: row.model_version,
    engine: row.engine,
    hash: row.hash,
    createdAt: new Date(row.created_at).toISOString(),
  };
}

/** Rows of the tables read; null where one is not counted, or where a rule hides rows: how many there are is not for that person. */
function rowsScanned(source: Source, prepared: Runnable): number | null {
  let sum = 0;
  for (const table of prepared.tables) {
    const rows = prepared.policy.tables.has(table.table)
      ? undefined
      : source.rows.get(physical(table.schema, table.name));
    if (rows === undefined) return null;
    sum += rows;
  }
  return sum;
}
