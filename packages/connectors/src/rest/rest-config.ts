import { z } from 'zod';
import { field } from '../config-form.ts';
import { Address, httpFields, signInTrouble } from '../http/http-config.ts';

export const pagingStyles = ['none', 'page', 'offset', 'cursor', 'next', 'link', 'after'] as const;
export type PagingStyle = (typeof pagingStyles)[number];

const parameter = z.string().trim().max(100);
const keysPath = z.string().trim().max(300);
const styles = (...is: readonly PagingStyle[]): { readonly field: 'paging'; readonly is: readonly string[] } => ({
  field: 'paging',
  is,
});

/** What a table is called; unique without regard to case. */
export const TableName = z
  .string()
  .trim()
  .min(1)
  .max(63)
  .refine((name) => Buffer.byteLength(name) <= 63, { error: 'must have at most 63 bytes' })
  // eslint-disable-next-line no-control-regex
  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), { error: 'must have no control characters' });

const Resource = z.strictObject({
  name: field(TableName, {
    title: 'Table',
    description: 'What you call it in questions, such as orders',
    order: 1,
    group: 'tables',
  }),
  path: field(
    z
      .string()
      .trim()
      .max(2000)
      // it may not lead to another host, to which the key would go
      .refine((path) => !/^[/\\]{2}|:\/\/|\\|#/.test(path), { error: 'must be a path below the address' }),
    { title: 'Path', description: 'Below the address', order: 2, group: 'tables', example: '/v1/orders' },
  ),
  query: field(z.string().trim().max(2000).default(''), {
    title: 'Query parameters',
    description: 'Sent with every page; no secret, they are shown',
    order: 3,
    group: 'tables',
    example: 'status=open&sort=id',
  }),
  records: field(keysPath.default(''), {
    title: 'Path to the records',
    description: 'Keys down to the list; empty to find it',
    order: 4,
    group: 'tables',
    example: 'data.items',
  }),
  paged: field(z.boolean().default(true), {
    title: 'In pages',
    description: 'As said below; else a single request',
    order: 5,
    group: 'tables',
  }),
});
export type Resource = z.infer<typeof Resource>;

const fields = z.strictObject({
  baseUrl: field(Address, {
    title: 'Address',
    description: 'Where all paths begin',
    order: 1,
    group: 'place',
    example: 'https://api.example.com/v1',
  }),
  ...httpFields(2),
  resources: field(z.array(Resource).min(1).max(50), {
    title: 'Tables',
    description: 'Each resource of the interface becomes a table',
    order: 10,
    group: 'tables',
    entry: 'table',
  }),
  paging: field(z.enum(pagingStyles).default('none'), {
    title: 'Pages',
    description: 'How the interface goes on to the next page',
    order: 11,
    group: 'tables',
    labels: {
      none: 'None: everything in one answer',
      page: 'Page number',
      offset: 'Offset and limit',
      cursor: 'Cursor in the answer',
      next: 'Link to the next page in the answer',
      link: 'Link header',
      after: 'Behind the last record',
    },
  }),
  pageParam: field(parameter.min(1).default('page'), {
    title: 'Page parameter',
    description: 'Takes the number of the page',
    order: 12,
    group: 'tables',
    when: styles('page'),
  }),
  firstPage: field(z.number().int().min(0).max(1).default(1), {
    title: 'First page',
    description: 'Its number: 0 or 1',
    order: 13,
    group: 'tables',
    when: styles('page'),
  }),
  offsetParam: field(parameter.min(1).default('offset'), {
    title: 'Offset parameter',
    description: 'Takes how many records to leave out',
    order: 12,
    group: 'tables',
    when: styles('offset'),
  }),
  cursorPath: field(keysPath.min(1).default('next_cursor'), {
    title: 'Path to the cursor',
    description: 'Keys down to it in the answer; without a value there, the page is the last',
    order: 12,
    group: 'tables',
    when: styles('cursor'),
  }),
  cursorParam: field(parameter.min(1).default('cursor'), {
    title: 'Cursor parameter',
    description: 'Takes the cursor',
    order: 13,
    group: 'tables',
    when: styles('cursor'),
  }),
  nextPath: field(keysPath.min(1).default('next'), {
    title: 'Path to the link',
    description: 'Keys down to it in the answer; without a value there, the page is the last',
    order: 12,
    group: 'tables',
    when: styles('next'),
  }),
  afterPath: field(keysPath.min(1).default('id'), {
    title: 'Field of the record',
    description: 'Its value in the last record asks for those behind it',
    order: 12,
    group: 'tables',
    when: styles('after'),
  }),
  afterParam: field(parameter.min(1).default('starting_after'), {
    title: 'Parameter',
    description: 'Takes that value',
    order: 13,
    group: 'tables',
    when: styles('after'),
  }),
  sizeParam: field(parameter.default('limit'), {
    title: 'Size parameter',
    description: 'Takes the size of a page; empty where it is not sent',
    order: 14,
    group: 'tables',
    when: styles('page', 'offset', 'cursor', 'next', 'link', 'after'),
  }),
  pageSize: field(z.number().int().min(1).max(100_000).default(100), {
    title: 'Page size',
    description: 'Records asked for at one time',
    order: 15,
    group: 'tables',
    when: styles('page', 'offset', 'cursor', 'next', 'link', 'after'),
  }),
  totalPath: field(keysPath.default(''), {
    title: 'Path to the total',
    description: 'Where an answer says how many records there are; then they are counted. May stay empty',
    order: 16,
    group: 'tables',
    when: styles('page', 'offset', 'cursor', 'next', 'link', 'after'),
  }),
  nested: field(z.enum(['flatten', 'keep']).default('flatten'), {
    title: 'Objects inside records',
    description: 'What becomes of them',
    order: 40,
    group: 'advanced',
    labels: { flatten: 'A column for each key', keep: 'One column of JSON' },
  }),
  maxPages: field(z.number().int().min(1).max(100_000).default(2000), {
    title: 'Most pages',
    description: 'Of one table; beyond it the load is cut off and says so',
    order: 41,
    group: 'advanced',
  }),
  maxRows: field(z.number().int().min(1).max(50_000_000).default(2_000_000), {
    title: 'Most rows',
    description: 'Of one table; beyond it the load is cut off and says so',
    order: 42,
    group: 'advanced',
  }),
});

/** The configuration of a REST interface. */
export const RestConfig = fields.superRefine((config, context) => {
  for (const { path, message } of signInTrouble(config))
    context.addIssue({ code: 'custom', path: [path], message, input: config });
  for (const at of twice(config.resources.map(({ name }) => name)))
    context.addIssue({
      code: 'custom',
      path: ['resources', at, 'name'],
      message: 'must be another one than that of a table before',
      input: config,
    });
});
export type RestConfig = z.infer<typeof RestConfig>;

/** Places of names that stand before already, without regard to case. */
export function twice(names: readonly string[]): readonly number[] {
  const lower = names.map((name) => name.toLowerCase());
  return lower.flatMap((name, at) => (lower.indexOf(name) < at ? [at] : []));
}
