import { SourceError } from '../source-error.ts';
import type { StoredVersion } from './dataset-index.ts';
import type { ImportedRows } from './import-rows.ts';

/** Refuses an id that is no name of a folder, and a name that no table can have. */
export function checkName(dataset: string, table: string): void {
  if (!/^[0-9A-Za-z_-]{1,64}$/.test(dataset) || dataset.startsWith('staging-'))
    throw new SourceError('request.invalid', 'The id of a dataset holds letters, digits, - and _ only.');
  // eslint-disable-next-line no-control-regex
  if (table.trim() === '' || Buffer.byteLength(table) > 63 || /[\u0000-\u001f\u007f]/.test(table)) {
    throw new SourceError('request.invalid', 'The name of a dataset has 1 to 63 bytes and no control characters.');
  }
}

/** Rows can be appended only where they mean the same: every column of the dataset, with its type. */
export function checkSame(base: StoredVersion, made: ImportedRows): void {
  const found = new Map(made.columns.map((column) => [column.name, column]));
  for (const { name, native, type } of base.columns) {
    const column = found.get(name);
    if (column === undefined) {
      throw new SourceError('file.plan', `The dataset has a column ${JSON.stringify(name)} that the file lacks.`, {
        hint: 'Name a column of the file so, or replace the dataset.',
      });
    }
    if (column.native !== native) {
      throw new SourceError(
        'file.plan',
        `${JSON.stringify(name)} is ${native} in the dataset and ${column.native} in the file.`,
        { hint: `Read it as ${type}, or replace the dataset.` },
      );
    }
    found.delete(name);
  }
  const [more] = found.keys();
  if (more !== undefined) {
    throw new SourceError('file.plan', `The file has a column ${JSON.stringify(more)} that the dataset lacks.`, {
      hint: 'Leave it out of the plan, or replace the dataset.',
    });
  }
}
