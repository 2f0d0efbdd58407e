import { httpClient, type HttpClient } from '../http/http-client.ts';
import { failedAnswer, httpSteps, testAnswered, testReach } from '../http/http-test.ts';
import type { NetworkGuard } from '../network/guard.ts';
import { SourceError } from '../source-error.ts';
import { TestSteps, type TestReport, type TestStepId } from '../test-report.ts';
import type { Resource, RestConfig } from './rest-config.ts';
import { type RestPage, readPage, wantedPath } from './rest-page.ts';
import { firstUrl, nextPage, statedTotal } from './rest-paging.ts';

/** Tries an interface as it would be read: its first two pages, resource by resource. */
export async function testRest(config: RestConfig, network: NetworkGuard, signal: AbortSignal): Promise<TestReport> {
  const steps = new TestSteps();
  let at: TestStepId = 'name';
  let found: Resource | null = null;
  try {
    await testReach(steps, config.baseUrl, network, signal, (step) => void (at = step));
    at = 'resource';
    // a person waits
    const client = httpClient(config, { network, signal, tries: 2, backOffMs: 300 });
    const first: { readonly resource: Resource; readonly page: RestPage }[] = [];
    for (const resource of config.resources) {
      found = resource;
      first.push({
        resource,
        page: await pageOf(config, client, firstUrl(config, resource), wantedPath(resource.records)),
      });
    }
    testAnswered(steps, config.baseUrl, config);
    steps.passed(
      'resource',
      `${listed(config.resources.map(({ name }) => name))} ${first.length === 1 ? 'answers' : 'answer'}.`,
    );
    at = 'records';
    testRecords(steps, config, first);
    at = 'page-two';
    const said: string[] = [];
    for (const { resource, page } of first) {
      found = resource;
      const words = await secondPage(config, client, resource, page);
      if (words !== null) said.push(words);
    }
    testSecond(steps, config, said);
    return steps.report(httpSteps, first.filter(({ page }) => page.records > 0).length);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const named = found === null || config.resources.length === 1 ? error : of(found, error);
    if (at === 'resource') failedAnswer(steps, named, config.baseUrl, config);
    else steps.failed(at, named);
    return steps.report(httpSteps);
  }
}

/** The same failure, with the table that it is about. */
const of = ({ name }: Resource, { code, message, hint, cause }: SourceError): SourceError =>
  new SourceError(code, `${name}: ${message}`, { hint, cause });

function pageOf(
  config: RestConfig,
  client: HttpClient,
  url: string,
  path: readonly string[] | null,
): Promise<RestPage> {
  const maxBytes = Math.min(64, config.maxMegabytes) * 1_048_576;
  const reading = { path, take: () => undefined, flush: () => Promise.resolve() };
  return client
    .get(url, { maxBytes, headers: { accept: 'application/json' } }, (fetched) => readPage(fetched, reading))
    .catch((error: unknown) => {
      if (!(error instanceof SourceError) || error.code !== 'query.too-large') throw error;
      throw new SourceError('source.exhausted', error.message, {
        hint: 'Ask for smaller pages.',
        cause: error,
      });
    });
}

function testRecords(
  steps: TestSteps,
  config: RestConfig,
  first: readonly { readonly resource: Resource; readonly page: RestPage }[],
): void {
  const words = first.map(({ resource, page }) => {
    const where = page.path.length > 0 ? ` at ${page.path.join('.')}` : '';
    const paged = resource.paged && config.paging !== 'none';
    if (page.path.length === 0 && page.around === 0) {
      if (paged)
        throw new SourceError('source.unexpected', `${resource.name}: the answer holds no list of records.`, {
          hint: 'Say in the path to the records where they are, or that the table does not come in pages.',
        });
      return `${resource.name}: the answer itself is one record.`;
    }
    const total = statedTotal(config, page.around);
    const of = total === null ? '' : ` of ${total.toLocaleString('en')}`;
    return `${resource.name}: ${page.records.toLocaleString('en')}${of} records${where}.`;
  });
  const empty = first.filter(({ page }) => page.records === 0);
  const message = words.join(' ');
  if (empty.length === 0) steps.passed('records', message);
  else
    steps.warning(
      'records',
      message,
      'A table without any record is made with its first one. Check the path and the query parameters.',
    );
}

/** What is known of the second page; null where there is nothing to try. */
async function secondPage(
  config: RestConfig,
  client: HttpClient,
  resource: Resource,
  page: RestPage,
): Promise<string | null> {
  if (!resource.paged || config.paging === 'none') return null;
  const url = firstUrl(config, resource);
  const next = nextPage(config, resource, { ...page, url, seen: page.records });
  if (next.kind === 'unsure') return `${resource.name}: ${next.message}`;
  if (next.kind === 'end') return `${resource.name}: the first page is the last.`;
  const second = await pageOf(config, client, next.url, page.path).catch((error: unknown) => {
    if (error instanceof SourceError && error.code === 'source.not-there') return null;
    throw error;
  });
  if (second === null || second.records === 0) return `${resource.name}: the second page is empty.`;
  if (second.hashes.join() === page.hashes.join())
    throw new SourceError('source.repeats', `${resource.name}: the second page is the same as the first.`, {
      hint: 'Check the kind of pages and the names of their parameters.',
    });
  return `${resource.name}: ${second.records.toLocaleString('en')} records on the second page.`;
}

function testSecond(steps: TestSteps, config: RestConfig, said: readonly string[]): void {
  if (said.length === 0) {
    const words =
      config.paging === 'none' ? 'Everything comes in one answer, as the connection says.' : 'No table comes in pages.';
    steps.skipped('page-two', words);
    return;
  }
  const message = said.join(' ');
  if (said.some((words) => words.includes('there may be more')))
    steps.warning('page-two', message, 'Check the path; without it only the first page would be read.');
  else steps.passed('page-two', message);
}

const listed = (names: readonly string[]): string =>
  names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
