import type { Column, Replay, Result } from '@lumiere/contract';
import type { Cell } from '@lumiere/values';
import { parseCells } from '../../data/answer-bytes.ts';
import { unknownVersion } from '../../data/result-cache.ts';
import { receiptOf } from '../../data/receipt.ts';
import type { DataTables } from '../../db/data-tables.ts';
import type { Runnable } from '../../data/prepare.ts';
import type { Ran } from '../../run-query.ts';

/** Changed cells that are named; more are counted. */
const named = 5;

/**
 * What a replay found. Equal hashes are the proof; where they differ, the differences are named: rules, model, engine, data, rows, cells.
 * Cells are compared only under equal rules: the receipt's may be of rows that the person who looks may not see.
 */
export function compare(row: DataTables['receipts'], ran: Ran<Runnable>): Replay {
  const receipt = receiptOf(row);
  const { encoded, dataVersion } = ran.finished;
  const samePolicy = ran.prepared.policy.fingerprint === row.policy_fingerprint;
  const same = encoded.hash === row.hash && encoded.truncated === (row.truncated === 1) && samePolicy;
  if (same) return { receipt, verdict: 'same', hash: encoded.hash, differences: [] };
  const differences = [
    samePolicy
      ? null
      : 'Other rules decide which rows you may see than when the receipt was made, so the results cannot be compared cell by cell.',
    ran.source.modelVersion === row.model_version ? null : 'The model was changed since.',
    ran.engine === row.engine ? null : `The engine was ${row.engine}, now it is ${ran.engine}.`,
    [row.data_version, unknownVersion].includes(dataVersion) || row.data_version === unknownVersion
      ? null
      : `The data was changed since: its version was ${row.data_version}, now it is ${dataVersion}.`,
    samePolicy && encoded.rowCount !== row.rows_returned
      ? `The result had ${count(row.rows_returned, 'row')}, now it has ${encoded.rowCount}.`
      : null,
    ...(samePolicy && row.evidence !== null
      ? changedCells(ran.columns, JSON.parse(row.evidence) as Result['data'], parseCells(encoded.data))
      : []),
  ].filter((each): each is string => each !== null);
  return {
    receipt,
    verdict: 'changed',
    hash: encoded.hash,
    differences:
      differences.length > 0
        ? differences
        : ['The cells of the result are not the same; it was too long to keep a copy to compare with.'],
  };
}

/** Rows are matched by their groups where each is named once, else by their place. */
function changedCells(columns: readonly Column[], before: Result['data'], after: Result['data']): string[] {
  if (before.length !== after.length || before.length !== columns.length)
    return ['The columns of the result are not the same.'];
  const groups = columns.flatMap(({ role }, index) => (role === 'dimension' ? [index] : []));
  const old = rowsBy(before, groups);
  const now = rowsBy(after, groups);
  const byGroup = groups.length > 0 && groups.length < columns.length && old !== null && now !== null;
  const pairs = byGroup ? pairsByGroup(old, now) : pairsByPlace(rowsOf(before), rowsOf(after));
  const found: string[] = [];
  for (const [then, later, place] of pairs) {
    const name = byGroup
      ? groups.map((index) => `${columns[index]?.label}: ${show((later ?? then)?.[index] ?? null)}`).join(', ')
      : `Row ${place + 1}`;
    if (then === null) found.push(`${name} is new.`);
    else if (later === null) found.push(`${name} is gone.`);
    else {
      for (const [index, { label }] of columns.entries()) {
        const [from = null, to = null] = [then[index], later[index]];
        if (from !== to) found.push(`${name}: ${label} was ${show(from)}, now it is ${show(to)}.`);
      }
    }
  }
  const more = found.length - named;
  return more > 0 ? [...found.slice(0, named), `${count(more, 'more difference')}.`] : found;
}

type Row = readonly Cell[];
type Pair = readonly [then: Row | null, now: Row | null, place: number];

const rowsOf = (data: Result['data']): Row[] =>
  (data[0] ?? []).map((_, row) => data.map((column) => column[row] ?? null));

/** Rows by the values of their groups; null where two rows share them. */
function rowsBy(data: Result['data'], groups: readonly number[]): ReadonlyMap<string, Row> | null {
  const rows = rowsOf(data);
  const by = new Map(rows.map((row) => [JSON.stringify(groups.map((index) => row[index])), row]));
  return by.size === rows.length ? by : null;
}

function pairsByGroup(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): Pair[] {
  return [...new Set([...before.keys(), ...after.keys()])].map((key, place) => [
    before.get(key) ?? null,
    after.get(key) ?? null,
    place,
  ]);
}

function pairsByPlace(before: readonly Row[], after: readonly Row[]): Pair[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, place) => [
    before[place] ?? null,
    after[place] ?? null,
    place,
  ]);
}

const show = (value: Cell): string => (value === null ? 'empty' : value === '' ? 'an empty text' : String(value));

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
