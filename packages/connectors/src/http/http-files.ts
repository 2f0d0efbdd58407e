import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { dialects } from '@lumiere/sql';
import type { ConnectorDeps } from '../connector.ts';
import { detect } from '../files/detect.ts';
import type { FetchedTable, Fetching, LoadedDef } from '../loaded.ts';
import type { Fetched } from '../network/guarded-fetch.ts';
import type { NetworkGuard } from '../network/guard.ts';
import { SourceError } from '../source-error.ts';
import { TestSteps, type TestReport, type TestStepId } from '../test-report.ts';
import { type HttpClient, httpClient } from './http-client.ts';
import { periodMs } from './http-config.ts';
import { choicesOf, HttpFilesConfig, tableNames, type HttpFile } from './http-files-config.ts';
import { failedAnswer, httpSteps, testAnswered, testReach } from './http-test.ts';

/** Needs no engine of ours to be tried. */
interface HttpFilesSource extends LoadedDef<HttpFilesConfig> {
  test(config: HttpFilesConfig, deps: Pick<ConnectorDeps, 'network'>, signal: AbortSignal): Promise<TestReport>;
}

/** Files at addresses of the web, each a table. */
export const httpFiles: HttpFilesSource = {
  kind: 'http-files',
  title: 'Files by address (CSV, Excel, JSON, Parquet)',
  docs: 'Files at addresses of the web: fetched again and again where they changed, and asked here.',
  dialect: dialects.duckdb,
  config: HttpFilesConfig,
  secrets: ['secret'],
  defaultPort: 443,
  readOnlyScript: () => null,
  everyMs: ({ every }) => periodMs(every),
  fetch: fetchFiles,
  test: (config, { network }, signal) => testFiles(config, network, signal),
};

async function fetchFiles(config: HttpFilesConfig, fetching: Fetching): Promise<readonly FetchedTable[]> {
  const { network, signal, folder, mark, progress } = fetching;
  const client = httpClient(config, { network, signal });
  const tables: FetchedTable[] = [];
  for (const [i, table] of tableNames(config.files).entries()) {
    const file = config.files[i];
    if (file === undefined) continue;
    progress(`Fetching ${table}`);
    tables.push(
      await fetchFile(config, client, { file, table, target: path.join(folder, String(i)), mark: mark(table) }),
    );
  }
  return tables;
}

/** What a file was when it was fetched, and from where: it is asked for again only where that has changed. */
interface Mark {
  readonly url: string;
  readonly etag: string | null;
  readonly modified: string | null;
}

async function fetchFile(
  { maxMegabytes }: HttpFilesConfig,
  client: HttpClient,
  of: { readonly file: HttpFile; readonly table: string; readonly target: string; readonly mark: string | null },
): Promise<FetchedTable> {
  const { file, table, target } = of;
  const known = of.mark === null ? null : markOf(of.mark, file.url);
  const headers = {
    ...(known === null || known.etag === null ? {} : { 'if-none-match': known.etag }),
    ...(known === null || known.modified === null ? {} : { 'if-modified-since': known.modified }),
  };
  const maxBytes = maxMegabytes * 1_048_576;
  return client.get(file.url, { maxBytes, headers, also: known === null ? [] : [304] }, async (fetched) => {
    if (fetched.status === 304) {
      for await (const _ of fetched.body) break;
      return { kind: 'unchanged', table };
    }
    await pipeline(checked(fetched, maxMegabytes), createWriteStream(target));
    const made: Mark = {
      url: file.url,
      etag: fetched.headers['etag'] ?? null,
      modified: fetched.headers['last-modified'] ?? null,
    };
    return {
      kind: 'file',
      table,
      file: target,
      name: fileName(file.url),
      choices: choicesOf(file),
      mark: made.etag === null && made.modified === null ? null : JSON.stringify(made),
      notes: [],
    };
  });
}

/** A file that is too large is not cut: half of it would be another file. */
async function* checked({ body, url }: Fetched, maxMegabytes: number): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'query.too-large') throw error;
    throw new SourceError('source.exhausted', `The file at ${new URL(url).host} has more than ${maxMegabytes} MB.`, {
      hint: 'Raise the limit of the connection.',
      cause: error,
    });
  }
}

function markOf(text: string, url: string): Mark | null {
  // our own writing
  const mark = JSON.parse(text) as Mark;
  return mark.url === url ? mark : null;
}

/** What a file is called by its address. */
function fileName(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'file';
  } catch {
    return last;
  }
}

async function testFiles(config: HttpFilesConfig, network: NetworkGuard, signal: AbortSignal): Promise<TestReport> {
  const steps = new TestSteps();
  const order = httpSteps.filter((step) => step !== 'page-two');
  let at: TestStepId = 'name';
  let address = config.files[0]?.url ?? '';
  try {
    await testReach(steps, address, network, signal, (step) => void (at = step));
    at = 'resource';
    const client = httpClient(config, { network, signal, tries: 2, backOffMs: 300 });
    const found: string[] = [];
    const names = tableNames(config.files);
    for (const [i, { url }] of config.files.entries()) {
      address = url;
      found.push(`${names[i]}: ${await beginning(client, url)}`);
    }
    testAnswered(steps, address, config);
    steps.passed('resource', found.length === 1 ? 'The file is there.' : `All ${found.length} files are there.`);
    steps.passed('records', found.join(' '));
    return steps.report(order, found.length);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (at === 'resource') failedAnswer(steps, error, address, config);
    else steps.failed(at, error);
    return steps.report(order);
  }
}

/** What a file is by its first bytes, in words; the rest is read when it is connected. */
function beginning(client: HttpClient, url: string): Promise<string> {
  return client.get(url, { maxBytes: Number.MAX_SAFE_INTEGER }, async (fetched) => {
    let head = Buffer.alloc(0);
    for await (const chunk of fetched.body) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= 4096) break;
    }
    const { kind } = detect(head.subarray(0, 4096), fileName(url));
    // what is packed on the way only has no length to speak of
    const length =
      fetched.headers['content-encoding'] === undefined ? Number(fetched.headers['content-length']) : Number.NaN;
    const size = Number.isFinite(length) ? `, ${sizeWords(length)}` : '';
    return `${kindWords[kind]}${size}.`;
  });
}

const kindWords = {
  gzip: 'a gzipped file',
  zip: 'a workbook or a zip archive',
  parquet: 'Parquet',
  ole: 'an old Excel workbook',
  text: 'text',
} as const;

const sizeWords = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
