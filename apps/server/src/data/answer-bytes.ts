import type { Answer, Column, Result } from '@lumiere/contract';

/** An answer whose result is still the bytes that the engine wrote. */
export interface RawAnswer extends Omit<Answer, 'result'> {
  readonly result: RawResult | null;
}

export interface RawResult extends Omit<Result, 'columns' | 'data'> {
  readonly columns: readonly Column[];
  /** JSON of the columns, written when the query was prepared. */
  readonly columnsJson: string;
  /** JSON of the cells, as it came from the engine. */
  readonly data: Uint8Array;
}

/** The answer as the JSON of the contract. The result's cells are put in as they are: neither parsed nor written again. */
export function answerBytes(answer: { readonly result: RawResult | null }): Buffer {
  const { result, ...rest } = answer;
  const head = JSON.stringify(rest);
  if (result === null) return Buffer.from(`${head.slice(0, -1)},"result":null}`);
  const { columnsJson, data, rowCount, truncated, asOf } = result;
  return Buffer.concat([
    Buffer.from(
      `${head.slice(0, -1)},"result":{"columns":${columnsJson},"rowCount":${rowCount},"truncated":${truncated},"asOf":${JSON.stringify(asOf)},"data":`,
    ),
    data,
    Buffer.from('}}'),
  ]);
}

/** The answer as a value, its cells parsed: for the command line and for tests. */
export function parsedAnswer(answer: RawAnswer): Answer {
  const { result, ...rest } = answer;
  if (result === null) return { ...rest, result };
  const { columns, data, rowCount, truncated, asOf } = result;
  return { ...rest, result: { columns: [...columns], data: parseCells(data), rowCount, truncated, asOf } };
}

/** The cells of a result by column. */
export function parseCells(data: Uint8Array): Result['data'] {
  // written by the engine's child in the contract's wire form
  return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')) as Result['data'];
}
