import { Catalog } from '@lumiere/contract';
import { generateModel } from '@lumiere/semantic';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { lexiconOf } from './shop.ts';

/** A column of a file as it is found: what is not said is not known. */
export const column = (name: string, type: string, more: object = {}): object => ({
  name,
  nativeType: type,
  type,
  nullable: true,
  ...more,
});

/** A column of texts that are all known. */
export const words = (name: string, samples: readonly string[]): object =>
  column(name, 'text', { samples, distinct: samples.length, complete: true });

/** The lexicon of files as people bring them, each a table, with the values of their text fields. */
export const files = (
  tables: Readonly<Record<string, readonly object[]>>,
  values: Readonly<Record<string, readonly string[]>> = {},
): Lexicon =>
  lexiconOf(
    generateModel(
      Catalog.parse({
        tables: Object.entries(tables).map(([name, columns]) => ({
          schema: null,
          name,
          kind: 'table',
          rows: 5000,
          columns,
          primaryKey: [],
          foreignKeys: [],
        })),
      }),
      { name: 'Files' },
    ),
    values,
  );
