import { SourceError } from '../source-error.ts';
import { parsedExactly, pathKeys, valueAt } from './json-path.ts';
import type { Resource, RestConfig } from './rest-config.ts';

/** What is known after a page, as far as the next one hangs on it. */
export interface PageFacts {
  /** Where it came from, with the parameters that were asked for. */
  readonly url: string;
  readonly records: number;
  /** Of all pages so far. */
  readonly seen: number;
  /** The document around the records. */
  readonly around: unknown;
  /** Of the `Link` header, the address of the next page. */
  readonly link: string | null;
  /** The text of the last record. */
  readonly last: string | null;
}

export type Next =
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'end' }
  /** It may be the end, or the connection looks for the next page in the wrong place. */
  | { readonly kind: 'unsure'; readonly message: string };

/** Where a resource begins. */
export function firstUrl(config: RestConfig, resource: Resource): string {
  const url = new URL(
    `${config.baseUrl.replace(/[?#].*$/, '').replace(/\/+$/, '')}/${resource.path.replace(/^\/+/, '')}`,
  );
  const base = new URL(config.baseUrl);
  for (const [name, value] of [...base.searchParams, ...new URLSearchParams(resource.query)])
    url.searchParams.append(name, value);
  const { paging, pageParam, firstPage, offsetParam, sizeParam, pageSize } = config;
  if (paging === 'none' || !resource.paged) return url.href;
  if (sizeParam !== '') url.searchParams.set(sizeParam, String(pageSize));
  if (paging === 'page') url.searchParams.set(pageParam, String(firstPage));
  if (paging === 'offset') url.searchParams.set(offsetParam, '0');
  return url.href;
}

/** Where the page after this one is. Rejects links that lead to another host, to which the key would go. */
export function nextPage(config: RestConfig, resource: Resource, facts: PageFacts): Next {
  if (!resource.paged) return { kind: 'end' };
  const { records, around, seen } = facts;
  const total = statedTotal(config, around);
  const counted = config.paging === 'page' || config.paging === 'offset';
  if (counted && total !== null && seen >= total) return { kind: 'end' };
  switch (config.paging) {
    case 'none':
      return { kind: 'end' };
    case 'page': {
      if (records === 0) return { kind: 'end' };
      const number = Number(new URL(facts.url).searchParams.get(config.pageParam));
      return page(facts.url, config.pageParam, String(number + 1));
    }
    case 'offset':
      return records === 0 ? { kind: 'end' } : page(facts.url, config.offsetParam, String(seen));
    case 'after': {
      if (records === 0 || facts.last === null) return { kind: 'end' };
      const value = valueAt(parsedExactly(facts.last), pathKeys(config.afterPath));
      if (typeof value === 'string' || typeof value === 'number')
        return page(facts.url, config.afterParam, String(value));
      return {
        kind: 'unsure',
        message: `The last record has no ${config.afterPath}, so no page can be asked for behind it.`,
      };
    }
    case 'cursor': {
      const value = valueAt(around, pathKeys(config.cursorPath));
      if ((typeof value === 'string' && value !== '') || typeof value === 'number')
        return page(facts.url, config.cursorParam, String(value));
      return endOr(config, facts, value, config.cursorPath, 'cursor');
    }
    case 'next': {
      const value = valueAt(around, pathKeys(config.nextPath));
      if (typeof value === 'string' && value !== '') return linked(config, facts.url, value);
      return endOr(config, facts, value, config.nextPath, 'link');
    }
    case 'link':
      return facts.link === null ? { kind: 'end' } : linked(config, facts.url, facts.link);
  }
}

/** How many records there are as an answer says it; null where it does not. */
export function statedTotal({ totalPath }: RestConfig, around: unknown): number | null {
  if (totalPath === '') return null;
  const value = valueAt(around, pathKeys(totalPath));
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : null;
}

function page(url: string, name: string, value: string): Next {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return { kind: 'page', url: next.href };
}

function linked(config: RestConfig, from: string, link: string): Next {
  const base = new URL(config.baseUrl);
  const next = URL.canParse(link, from) ? new URL(link, from) : null;
  if (next === null)
    throw new SourceError('source.unexpected', `${base.host} names a next page that is no address.`, {
      hint: 'Check the path to the link.',
    });
  // behind a proxy an interface may name itself without encryption; it is not left for it
  if (next.host === base.host && next.protocol === 'http:' && base.protocol === 'https:') next.protocol = 'https:';
  if (next.origin !== base.origin)
    throw new SourceError(
      'source.unexpected',
      `${base.host} says that the next page is on ${next.host}, which is not followed: the sign-in is for ${base.host}.`,
      { hint: 'Connect that host as a source of its own, or choose another kind of pages.' },
    );
  next.hash = '';
  return { kind: 'page', url: next.href };
}

/** Without a cursor it is the last page; but where the key itself is missing from a full first page, it may be looked for in the wrong place. */
function endOr(
  { pageSize }: RestConfig,
  { records, seen }: PageFacts,
  value: unknown,
  path: string,
  what: string,
): Next {
  const first = records === seen;
  return value === undefined && first && records >= pageSize
    ? { kind: 'unsure', message: `The first page is full, but names no ${what} at ${path}: there may be more records.` }
    : { kind: 'end' };
}

/** The target with `rel="next"` of a `Link` header (RFC 8288); null where there is none. */
export function nextLink(header: string | undefined): string | null {
  for (const match of (header ?? '').matchAll(/<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g)) {
    const [, target = '', parameters = ''] = match;
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    if ((rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return null;
}
