import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { DateOrder, Reading } from '@lumiere/contract';
import { deepProperty } from '@lumiere/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inferType } from './infer-type.ts';
import { cellSql } from './reading-sql.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`set time zone 'UTC'`);
});
afterAll(() => connection.closeSync());

/** What the engine makes of each cell, in ISO form; null where it does not fit. The strict reading says the same or stops. */
async function read(reading: Reading, cells: readonly string[]): Promise<readonly (string | null)[]> {
  const values = cells.map((each, i) => `(${i}, '${each.replaceAll("'", "''")}')`).join(', ');
  const ask = async (strict: boolean, from: string) => {
    const sql = `strftime(${cellSql('c', reading, [], strict).value}::timestamp, '%Y-%m-%dT%H:%M:%S.%g')`;
    return (await connection.runAndReadAll(`select ${sql} from ${from} order by i`))
      .getRowsJson()
      .map(([cell]) => cell);
  };
  const found = await ask(false, `(values ${values}) t(i, c)`);
  const fitting = values === '' ? [] : cells.flatMap((cell, i) => (found[i] === null ? [] : [{ cell, i }]));
  if (fitting.length > 0) {
    const again = fitting.map(({ cell, i }) => `(${i}, '${cell.replaceAll("'", "''")}')`).join(', ');
    expect(await ask(true, `(values ${again}) t(i, c)`)).toEqual(fitting.map(({ i }) => found[i]));
  }
  return found.map((cell) => (typeof cell === 'string' ? cell : null));
}

const two = (n: number): string => String(n).padStart(2, '0');
const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date as an export writes it, with the order it is written in. */
const dates: readonly { readonly order: DateOrder; readonly write: (y: number, m: number, d: number) => string }[] = [
  { order: 'ymd', write: (y, m, d) => `${y}-${two(m)}-${two(d)}` },
  { order: 'ymd', write: (y, m, d) => `${y}/${two(m)}/${two(d)}` },
  { order: 'ymd', write: (y, m, d) => `${y}.${m}.${d}` },
  { order: 'dmy', write: (y, m, d) => `${two(d)}.${two(m)}.${y}` },
  { order: 'dmy', write: (y, m, d) => `${d}/${m}/${y}` },
  { order: 'dmy', write: (y, m, d) => `${two(d)}-${names[m - 1]}-${y}` },
  { order: 'dmy', write: (y, m, d) => `${d} ${names[m - 1]} ${y}` },
  { order: 'mdy', write: (y, m, d) => `${m}/${d}/${y}` },
  { order: 'mdy', write: (y, m, d) => `${names[m - 1]} ${d}, ${y}` },
];

const twelve = (h: number): string => `${h % 12 === 0 ? 12 : h % 12}`;
const half = (h: number): string => (h < 12 ? 'AM' : 'PM');
const times: readonly ((h: number, m: number, s: number) => string)[] = [
  (h, m, s) => `${two(h)}:${two(m)}:${two(s)}`,
  (h, m) => `${h}:${two(m)}`,
  (h, m, s) => `${two(h)}:${two(m)}:${two(s)}.250`,
  (h, m, s) => `${twelve(h)}:${two(m)}:${two(s)} ${half(h)}`,
  (h, m) => `${twelve(h)}:${two(m)} ${half(h).toLowerCase()}`,
  (h, m, s) => `${twelve(h)}:${two(m)}:${two(s)}\u202f${half(h)}`,
];

/** An offset in minutes as an export writes it; null where it cannot. */
const zones: readonly ((offset: number) => string | null)[] = [
  (offset) => (offset === 0 ? 'Z' : null),
  (offset) => (offset === 0 ? ' UTC' : null),
  (offset) => (offset === 0 ? ' GMT' : ` GMT${signed(offset, String)}`),
  (offset) => ` UTC${signed(offset, two)}`,
  (offset) => signed(offset, two),
  (offset) => ` ${signed(offset, two).replace(':', '')}`,
];

function signed(offset: number, hours: (n: number) => string): string {
  const of = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${hours(Math.floor(of / 60))}${of % 60 === 0 ? '' : `:${two(of % 60)}`}`;
}

interface Written {
  readonly text: string;
  /** What it means, by arithmetic of JavaScript alone. */
  readonly means: string;
  readonly day: number;
}

const moment = fc.record({
  day: fc.date({ min: new Date('1970-01-02'), max: new Date('2068-12-30'), noInvalidDate: true }),
  offset: fc.constantFrom(0, 0, 60, -60, 345, -270, 330, 840, -720, 765),
});

/** Moments in one form, and the order of its date; null where they carry no zone. */
const column = fc
  .record({
    date: fc.constantFrom(...dates),
    time: fc.constantFrom(...times),
    zone: fc.option(fc.constantFrom(...zones)),
    comma: fc.boolean(),
    moments: fc.array(moment, { minLength: 1, maxLength: 30 }),
  })
  .map(({ date, time, zone, comma, moments }) => {
    const cells = moments.map(({ day, offset }): Written => {
      const [y, m, d] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
      const [h, min, s] = [day.getUTCHours(), day.getUTCMinutes(), day.getUTCSeconds()];
      const clock = time(h, min, s);
      const stated = zone === null ? '' : (zone(offset) ?? zone(0) ?? '');
      const shift = zone === null || zone(offset) === null ? 0 : offset;
      const seconds = clock.split(':').length === 3 ? s : 0;
      const at = Date.UTC(y, m - 1, d, h, min, seconds, clock.includes('.250') ? 250 : 0) - shift * 60_000;
      // behind AM and PM a zone has its space
      const gap = /[ap]m$/i.test(clock) && stated !== '' && !stated.startsWith(' ') ? ' ' : '';
      const between = comma && date.order !== 'ymd' ? ', ' : ' ';
      return {
        text: `${date.write(y, m, d)}${between}${clock}${gap}${stated}`,
        means: new Date(at).toISOString().slice(0, -1),
        day: d,
      };
    });
    const type = zone === null ? ('timestamp' as const) : ('instant' as const);
    return { cells, order: date.order, type };
  });

deepProperty(
  'a column of moments is what a naive reading says, or its order is asked for',
  500,
  column,
  async ({ cells, order, type }) => {
    const texts = cells.map(({ text }) => text);
    const { reading, doubt } = inferType(texts, { decimalComma: false, dateOrder: null });
    expect({ texts, type: reading.type }).toEqual({ texts, type });
    // what cannot be told is said
    if (doubt === null) expect({ texts, reading }).toEqual({ texts, reading: { type, order } });
    else expect(cells.every(({ day }) => day <= 12)).toBe(true);
    expect(inferType(texts, { decimalComma: false, dateOrder: order }).reading).toEqual({ type, order });
    const means = cells.map((cell) => cell.means);
    expect({ texts, read: await read({ type, order }, texts) }).toEqual({ texts, read: means });
  },
);

/** A cell as a naive reader takes it, far more lenient than ours; null where it takes it for no moment. */
function naive(text: string, order: DateOrder, type: Reading['type']): string | null {
  const cut =
    /^(.+?)(?:(?:,? |T)(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s?([AaPp][Mm])?)?\s?(Z|(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?|UTC|GMT)?$/.exec(
      text.trim(),
    );
  const [, date = '', hour, minute = '0', second = '0', fraction = '', part, zone, sign, hours = '0', minutes = '0'] =
    cut ?? [];
  if ((type === 'instant') !== (zone !== undefined)) return null;
  const parts = date.split(/[/.\-, ]+/);
  const [y = NaN, m = NaN, d = NaN] = { ymd: [0, 1, 2], dmy: [2, 1, 0], mdy: [2, 0, 1] }[order].map((i) => {
    const name = names.findIndex((each) => (parts[i] ?? '').toLowerCase().startsWith(each.toLowerCase()));
    return name < 0 ? Number(parts[i]) : name + 1;
  });
  const digits = (parts[order === 'ymd' ? 0 : 2] ?? '').length;
  const year = digits > 2 ? y : y < 69 ? 2000 + y : 1900 + y;
  const h = Number(hour ?? 0);
  if (part !== undefined && (h < 1 || h > 12)) return null;
  const clock = part === undefined ? h : (h % 12) + (part.toLowerCase() === 'pm' ? 12 : 0);
  const at = new Date(0);
  at.setUTCFullYear(year, m - 1, d);
  if (at.getUTCMonth() !== m - 1 || at.getUTCDate() !== d || Number(minute) > 59 || Number(second) > 59) return null;
  at.setUTCHours(clock, Number(minute), Number(second), Number(fraction.slice(1, 4).padEnd(3, '0')));
  const shift = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return new Date(at.getTime() - shift * 60_000).toISOString().slice(0, -1);
}

const damage = fc.array(
  fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 2 }), fc.constantFrom(...' :/-.+,0123456789APMGTUZ'.split(''))),
  { minLength: 1, maxLength: 2 },
);
const damaged = (text: string, by: readonly (readonly [number, number, string])[]): string =>
  by.reduce((all, [at, cut, sign]) => all.slice(0, at) + sign + all.slice(at + cut), text);

deepProperty(
  'a damaged moment is set aside or means what it says',
  300,
  fc.tuple(column, fc.array(damage, { minLength: 20, maxLength: 20 }), fc.constantFrom('ymd', 'dmy', 'mdy' as const)),
  async ([{ cells, type }, wounds, order]) => {
    const texts = wounds.map((by, i) => damaged(cells[i % cells.length]?.text ?? '', by));
    const found = await read({ type, order }, texts);
    for (const [i, value] of found.entries()) {
      const text = texts[i] ?? '';
      if (value !== null) expect({ text, order, value }).toEqual({ text, order, value: naive(text, order, type) });
    }
  },
);

describe('as exports write them', () => {
  const instant = (order: DateOrder): Reading => ({ type: 'instant', order });
  const timestamp = (order: DateOrder): Reading => ({ type: 'timestamp', order });
  test.each([
    ['2024/03/12 3:05:00 PM GMT+1', instant('ymd'), '2024-03-12T14:05:00.000'],
    ['2024/03/12 3:05:00 PM GMT-4:30', instant('ymd'), '2024-03-12T19:35:00.000'],
    ['2024/03/12 12:05:00 AM GMT', instant('ymd'), '2024-03-12T00:05:00.000'],
    ['2024-03-12 15:05:00 UTC', instant('ymd'), '2024-03-12T15:05:00.000'],
    ['2024-03-12 15:05:00 +0100', instant('ymd'), '2024-03-12T14:05:00.000'],
    ['2024-03-12 15:05:00+01', instant('ymd'), '2024-03-12T14:05:00.000'],
    ['2024-03-12T15:05Z', instant('ymd'), '2024-03-12T15:05:00.000'],
    // has a dash and a colon where the engine's own form has them
    ['2024-3-1T3:05-04:30', instant('ymd'), '2024-03-01T07:35:00.000'],
    ['13/12/2024 3:05 PM GMT+5:45', instant('dmy'), '2024-12-13T09:20:00.000'],
    ['Mar 12, 2024, 3:05:00 PM UTC', instant('mdy'), '2024-03-12T15:05:00.000'],
    ['Mar 12, 2024, 3:05:00 PM', timestamp('mdy'), '2024-03-12T15:05:00.000'],
    ['Mar 12, 2024, 3:05:00\u202fPM', timestamp('mdy'), '2024-03-12T15:05:00.000'],
    ['12-Mar-2024 15:05', timestamp('dmy'), '2024-03-12T15:05:00.000'],
    ['3/13/2024 3:05 PM', timestamp('mdy'), '2024-03-13T15:05:00.000'],
    ['2024/03/12 3:05:00 PM', timestamp('ymd'), '2024-03-12T15:05:00.000'],
  ])('%s', async (text, reading, means) => {
    const found = inferType([text], { decimalComma: false, dateOrder: null });
    expect(found).toMatchObject({ reading, doubt: null });
    expect(await read(reading, [text])).toEqual([means]);
  });
});
