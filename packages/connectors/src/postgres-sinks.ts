import type { Encoded } from './connector.ts';
import { cellWriter } from './postgres-encode.ts';
import { typeOfOid } from './postgres-types.ts';
import type { RowSink } from './postgres-rows.ts';
import type { RunRequest } from './protocol.ts';
import { resultSink } from './result-sink.ts';

/** Encodes rows as they come, so that no more is held than the cap. */
export function encodingSink(request: RunRequest): RowSink & { result(): Encoded } {
  const sink = resultSink<string>(request);
  return {
    fields(fields) {
      sink.start(
        fields.map(({ name, dataTypeID }) => ({ name, type: typeOfOid(dataTypeID) })),
        ({ key, type }, i) => cellWriter(fields[i]?.dataTypeID ?? 0, type, key),
      );
    },
    row: (cells) => sink.row(cells),
    result: () => sink.result(),
  };
}

/** Keeps rows as they come, for statements of our own. */
export function collectingSink(): RowSink & { readonly rows: (readonly (string | null)[])[] } {
  const rows: (readonly (string | null)[])[] = [];
  return {
    rows,
    fields: () => undefined,
    row: (cells) => rows.push(cells) > 0,
  };
}
