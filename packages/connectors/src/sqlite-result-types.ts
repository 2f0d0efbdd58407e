import type { ValueType } from '@lumiere/values';
import { storedType } from './sqlite-types.ts';

/**
 * The type of a result's column by the cells that it has, integers as big integers: SQLite says nothing better of what is worked out.
 * `declared` is the word of the table's column that it shows, where it is one.
 */
export function resultType(declared: string | null, cells: readonly unknown[]): ValueType {
  let [values, integers, reals, texts, dates, moments, zulu] = [0, 0, 0, 0, 0, 0, 0];
  for (const cell of cells) {
    if (cell === null || cell === undefined) continue;
    values += 1;
    if (typeof cell === 'bigint') integers += 1;
    else if (typeof cell === 'number') reals += 1;
    else if (typeof cell === 'string') {
      texts += 1;
      // one that is no date decides for all
      if (dates + moments !== texts - 1) continue;
      const match = date.exec(cell);
      if (match === null || !exists(match)) continue;
      if (match[4] === undefined) dates += 1;
      else moments += 1;
      if (cell.endsWith('Z')) zulu += 1;
    }
  }
  const word = (declared ?? '').toLowerCase();
  const held = { values, integers, reals, texts, dates, moments, zulu, bits: 0, min: null, max: null };
  // a column that holds nothing here may have held something else anywhere: only what it was made as is known
  return storedType('', values === 0 && word === '' ? 'text' : word, held, true);
}

const date = /^(\d{4})-(\d{2})-(\d{2})([T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/;

function exists([, year, month, day]: RegExpExecArray): boolean {
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}
