import { hash } from 'node:crypto';
import { problem, type Problem } from '@lumiere/contract';
import type { HttpClient } from '../http/http-client.ts';
import { SourceError } from '../source-error.ts';
import { RecordFile } from './record-file.ts';
import type { Resource, RestConfig } from './rest-config.ts';
import { type RestPage, readPage, wantedPath } from './rest-page.ts';
import { firstUrl, nextPage, statedTotal } from './rest-paging.ts';

/** A resource that was read to its end, or to a limit. */
export interface ReadResource {
  readonly rows: number;
  readonly pages: number;
  /** Where the records were found. */
  readonly path: readonly string[];
  /** What a person must know of it: that it was cut off, or changed meanwhile. */
  readonly notes: readonly Problem[];
}

interface ReadOptions {
  readonly client: HttpClient;
  /** Where the records go, one a line. */
  readonly file: string;
  readonly progress: (rows: number) => void;
}

/** Times that a resource is begun again because its data changed under the reading. */
const mostBeginnings = 3;

/** Reads all pages of a resource. All of them or nothing: what fails in the middle is rejected with a `SourceError`. */
export async function readResource(
  config: RestConfig,
  resource: Resource,
  options: ReadOptions,
): Promise<ReadResource> {
  for (let tries = 1; ; tries += 1) {
    const read = await readOnce(config, resource, options);
    if (read.moved === null) return read;
    if (tries === mostBeginnings) return { ...read, notes: [...read.notes, read.moved] };
  }
}

type Once = ReadResource & {
  /** Why the data seem to have changed while they were read. */
  readonly moved: Problem | null;
};

async function readOnce(
  config: RestConfig,
  resource: Resource,
  { client, file, progress }: ReadOptions,
): Promise<Once> {
  const out = await RecordFile.create(file);
  try {
    const notes: Problem[] = [];
    const asked = new Set<string>();
    let url = firstUrl(config, resource);
    let path = wantedPath(resource.records);
    let before: ReadonlySet<string> = new Set();
    let twice = 0;
    let bytes = 0;
    let total: number | null = null;
    let digests: readonly string[] = [];
    for (let pages = 0; ;) {
      asked.add(url);
      const page = await onePage(config, { client, url, path, out, bytes, pages });
      if (page === 'gone') return done(config, out, { pages, path: path ?? [], notes, twice, total });
      if (page === 'too-large') {
        notes.push(cutOff(resource, out.rows, `${config.maxMegabytes} MB`));
        return done(config, out, { pages, path: path ?? [], notes, twice, total: null });
      }
      pages += 1;
      path = page.path;
      bytes += page.bytes;
      if (resource.paged && config.paging !== 'none' && pages === 1) mustHoldList(page, url);
      const digest = page.records === 0 ? '' : hash('sha1', page.hashes.join(), 'base64');
      if (digest !== '' && digests.includes(digest)) throw repeats(url, pages);
      digests = [...digests.slice(0, 1), ...(digest === '' ? [] : [digest])];
      twice += [...page.keyed].filter((each) => before.has(each)).length;
      before = page.keyed;
      total = statedTotal(config, page.around) ?? total;
      progress(out.rows);
      if (out.rows >= config.maxRows) {
        const more = page.overflow || nextKind(config, resource, url, page, out.rows) === 'page';
        if (more) notes.push(cutOff(resource, out.rows, `${config.maxRows.toLocaleString('en')} rows`));
        return done(config, out, { pages, path, notes, twice, total: null });
      }
      const facts = { ...page, url, seen: out.rows };
      const next = nextPage(config, resource, facts);
      if (next.kind === 'unsure') notes.push(problem('source.cut-off', next.message, { severity: 'warning' }));
      if (next.kind !== 'page') return done(config, out, { pages, path, notes, twice, total });
      if (asked.has(next.url)) throw repeats(next.url, pages + 1);
      if (pages >= config.maxPages) {
        notes.push(cutOff(resource, out.rows, `${config.maxPages.toLocaleString('en')} pages`));
        return done(config, out, { pages, path, notes, twice, total: null });
      }
      url = next.url;
    }
  } finally {
    await out.close();
  }
}

interface PageRequest {
  readonly client: HttpClient;
  readonly url: string;
  readonly path: readonly string[] | null;
  readonly out: RecordFile;
  /** Bytes and pages that were read before. */
  readonly bytes: number;
  readonly pages: number;
}

/** One page, its records in the file. `gone`: there is no such page any more. `too-large`: it would pass the limit, and nothing of it is kept. */
async function onePage(
  { maxMegabytes, maxRows, paging }: RestConfig,
  { client, url, path, out, bytes, pages }: PageRequest,
): Promise<(RestPage & { readonly overflow: boolean }) | 'gone' | 'too-large'> {
  const mark = await out.mark();
  const maxBytes = maxMegabytes * 1_048_576 - bytes;
  // a page behind the last one is not there for some, and empty for others
  const also = pages > 0 && (paging === 'page' || paging === 'offset') ? [404, 416] : [];
  if (maxBytes <= 0) return 'too-large';
  try {
    return await client.get(url, { maxBytes, headers: { accept: 'application/json' }, also }, async (fetched) => {
      if (also.includes(fetched.status)) {
        for await (const _ of fetched.body) break;
        return 'gone';
      }
      await out.rewind(mark);
      let full = false;
      let overflow = false;
      const page = await readPage(fetched, {
        path,
        take: (record) => {
          if (out.rows < maxRows) full = out.put(record);
          else overflow = true;
        },
        flush: async () => {
          if (full) await out.flush();
        },
      });
      return { ...page, overflow };
    });
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'query.too-large') throw error;
    if (pages === 0)
      throw new SourceError(
        'source.exhausted',
        `${new URL(url).host} sends more than ${maxMegabytes} MB in one answer.`,
        { hint: 'Read it in pages, or raise the limit of the connection.', cause: error },
      );
    await out.rewind(mark);
    return 'too-large';
  }
}

/** What would come after a page at which the reading ends. */
function nextKind(config: RestConfig, resource: Resource, url: string, page: RestPage, seen: number): string {
  return nextPage(config, resource, { ...page, url, seen }).kind;
}

function done(
  { totalPath }: RestConfig,
  out: RecordFile,
  of: {
    readonly pages: number;
    readonly path: readonly string[];
    readonly notes: readonly Problem[];
    readonly twice: number;
    readonly total: number | null;
  },
): Once {
  const { pages, path, notes, twice, total } = of;
  const count = (n: number): string => n.toLocaleString('en');
  const differs = total !== null && total !== out.rows;
  const words = [
    ...(differs
      ? [`The source says at ${totalPath} that there are ${count(total)} records, and ${count(out.rows)} came.`]
      : []),
    ...(twice > 0 ? [`${count(twice)} of ${count(out.rows)} records came twice, on pages one after the other.`] : []),
  ];
  const moved =
    words.length === 0
      ? null
      : problem('source.moved', `${words.join(' ')} The data changed while they were read.`, {
          severity: 'warning',
          hint: 'Let the interface sort by something that stays, or read it by a cursor.',
        });
  return { rows: out.rows, pages, path, notes, moved };
}

const cutOff = ({ name }: Resource, rows: number, limit: string): Problem =>
  problem(
    'source.cut-off',
    `${name} was cut off at ${limit}: ${rows.toLocaleString('en')} rows are here, and there are more.`,
    {
      severity: 'warning',
      hint: 'Raise the limits of the connection, or narrow the resource by its query parameters.',
    },
  );

function mustHoldList(page: RestPage, url: string): void {
  // the document itself is what was taken for a record
  if (page.path.length > 0 || page.around !== 0) return;
  throw new SourceError('source.unexpected', `The answer of ${new URL(url).host} holds no list of records.`, {
    hint: 'Say in the path to the records where they are, or that the table does not come in pages.',
  });
}

const repeats = (url: string, page: number): SourceError =>
  new SourceError(
    'source.repeats',
    `${new URL(url).host} gives the same records again as page ${page}: it does not go on the way the connection says.`,
    { hint: 'Check the kind of pages and the names of their parameters.' },
  );
