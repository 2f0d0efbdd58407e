import { encodings, type ImportChoices } from '@lumiere/contract';
import { z } from 'zod';
import { field } from '../config-form.ts';
import { TableName, twice } from '../rest/rest-config.ts';
import { Address, httpFields, signInTrouble } from './http-config.ts';

const guess = { '': 'Find out' } as const;

const HttpFile = z.strictObject({
  url: field(Address, {
    title: 'Address',
    description: 'CSV, TSV, JSON, NDJSON, Excel or Parquet; also gzipped or in a zip',
    order: 1,
    group: 'place',
    example: 'https://example.com/sales.csv',
  }),
  name: field(z.union([z.literal(''), TableName]).default(''), {
    title: 'Table',
    description: 'What you call it in questions; empty for the name of the file',
    order: 2,
    group: 'place',
  }),
  part: field(z.string().trim().max(300).default(''), {
    title: 'Sheet or file inside',
    description: 'Of a workbook or archive; empty for the first or largest',
    order: 3,
    group: 'place',
  }),
  delimiter: field(z.enum(['', ',', ';', 'tab', '|']).default(''), {
    title: 'Delimiter',
    description: 'Of CSV',
    order: 4,
    group: 'place',
    labels: { ...guess, ',': 'Comma', ';': 'Semicolon', tab: 'Tab', '|': 'Vertical bar' },
  }),
  header: field(z.enum(['', 'yes', 'no']).default(''), {
    title: 'First row',
    description: 'Whether it holds the names of the columns',
    order: 5,
    group: 'place',
    labels: { ...guess, yes: 'Names of columns', no: 'A row like the others' },
  }),
  dateOrder: field(z.enum(['', 'ymd', 'dmy', 'mdy']).default(''), {
    title: 'Order of dates',
    description: 'Where they are written in digits',
    order: 6,
    group: 'place',
    labels: { ...guess, ymd: 'Year, month, day', dmy: 'Day, month, year', mdy: 'Month, day, year' },
  }),
  encoding: field(z.enum(['', ...encodings]).default(''), {
    title: 'Encoding',
    description: 'Of text',
    order: 7,
    group: 'place',
    labels: { ...guess, ...Object.fromEntries(encodings.map((each) => [each, each])) },
  }),
});
export type HttpFile = z.infer<typeof HttpFile>;

/** The configuration of files by address. */
export const HttpFilesConfig = z
  .strictObject({
    // whatever changes in an address, the key would go somewhere else
    files: field(z.array(HttpFile).min(1).max(50), {
      title: 'Files',
      description: 'Each becomes a table. What is left to be found out is found out anew with every reading',
      order: 1,
      group: 'place',
      entry: 'file',
    }),
    ...httpFields(2),
  })
  .superRefine((config, context) => {
    for (const { path, message } of signInTrouble(config))
      context.addIssue({ code: 'custom', path: [path], message, input: config });
    const given = config.files.map(({ name }, i) => (name === '' ? `\u0000${i}` : name));
    for (const at of twice(given))
      context.addIssue({
        code: 'custom',
        path: ['files', at, 'name'],
        message: 'must be another one than that of a table before',
        input: config,
      });
  });
export type HttpFilesConfig = z.infer<typeof HttpFilesConfig>;

/** What the tables are called: as somebody said, else by the addresses, with a number where one would be there twice. */
export function tableNames(files: readonly Pick<HttpFile, 'url' | 'name'>[]): readonly string[] {
  const taken = new Set(files.flatMap(({ name }) => (name === '' ? [] : [name.toLowerCase()])));
  return files.map(({ url, name }) => {
    if (name !== '') return name;
    const plain = stem(url);
    let own = plain;
    for (let n = 2; taken.has(own.toLowerCase()); n += 1) own = `${plain} ${n}`;
    taken.add(own.toLowerCase());
    return own;
  });
}

function stem(url: string): string {
  const last = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? '';
  const bare = last.replace(/(\.(gz|zip))?$/i, '').replace(/\.[A-Za-z0-9]{1,8}$/, '');
  const name = unescaped(bare)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  let short = '';
  for (const letter of name) {
    if (Buffer.byteLength(short + letter) > 58) break;
    short += letter;
  }
  return short.trim() === '' ? 'file' : short.trim();
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a person said of how a file is read. */
export function choicesOf({ part, delimiter, header, dateOrder, encoding }: HttpFile): ImportChoices {
  return {
    ...(part === '' ? {} : { sheet: part, member: part }),
    ...(delimiter === '' ? {} : { delimiter: delimiter === 'tab' ? '\t' : delimiter }),
    ...(header === '' ? {} : { header: header === 'yes' }),
    ...(dateOrder === '' ? {} : { dateOrder }),
    ...(encoding === '' ? {} : { encoding }),
  };
}
