import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Column } from '@lumiere/contract';
import { bareColumn } from '@lumiere/semantic';
import { csvName, csvOf } from './csv.ts';

const column = (key: string, type: Column['type'], label = key): Column => bareColumn(key, type, { label });
const csv = async (columns: readonly Column[], data: (string | number | boolean | null)[][]) =>
  (await csvOf(columns, data, data[0]?.length ?? 0)).toString('utf8');

test('cells stay exact, missing and empty differ, lines end as RFC 4180 says', async () => {
  const out = await csv(
    [column('name', 'text', 'Name, full'), column('amount', 'decimal'), column('day', 'date'), column('ok', 'boolean')],
    [
      ['Ann "A"', '', null, 'two\nlines'],
      ['12345678901234567890.10', '-5.00', null, '0.10'],
      ['2024-02-29', null, '2024-03-01', null],
      [true, false, null, true],
    ],
  );
  expect(out).toBe(
    '"Name, full",amount,day,ok\r\n"Ann ""A""",12345678901234567890.10,2024-02-29,true\r\n"",-5.00,,false\r\n,,2024-03-01,\r\n"two\nlines",0.10,,true\r\n',
  );
});

test('text that a spreadsheet would run is shown instead, numbers are not touched', async () => {
  const out = await csv(
    [column('t', 'text', '=label'), column('n', 'double')],
    [
      ['=1+1', '+49', '-x', '@sum', 'a=b'],
      [-1, -2.5, 'NaN', '-Infinity', 1e21],
    ],
  );
  expect(out).toBe("'=label,n\r\n'=1+1,-1\r\n'+49,-2.5\r\n'-x,NaN\r\n'@sum,-Infinity\r\na=b,1e+21\r\n");
});

test('a strict reader gives back every text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc
          .string({ unit: 'binary', maxLength: 20 })
          .filter((s) => !/^[=+\-@\t\r]/.test(s) && !/\p{Surrogate}/u.test(s)),
        { minLength: 1 },
      ),
      async (texts) => {
        const [, ...rows] = read(await csv([column('t', 'text')], [texts]));
        expect(rows.map(([value]) => value)).toEqual(texts);
      },
    ),
  );
});

test('the file is named after the question', () => {
  expect(csvName('Umsatz nach Région, 2024?')).toBe('umsatz-nach-region-2024.csv');
  expect(csvName('😀')).toBe('lumiere-answer.csv');
});

/** A reader of RFC 4180 that knows nothing of the writer. */
function read(text: string): string[][] {
  const rows: string[][] = [[]];
  let i = 0;
  while (i < text.length) {
    let value = '';
    if (text[i] === '"') {
      for (i++; text[i] !== '"' || text[i + 1] === '"'; i++) {
        if (text[i] === '"') i++;
        value += text[i] ?? '';
      }
      i++;
    } else while (i < text.length && text[i] !== ',' && !text.startsWith('\r\n', i)) value += text[i++] ?? '';
    rows.at(-1)?.push(value);
    if (text[i] === ',') i++;
    else {
      i += 2;
      if (i < text.length) rows.push([]);
    }
  }
  return rows;
}
