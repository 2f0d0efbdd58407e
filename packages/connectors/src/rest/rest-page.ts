import { hash } from 'node:crypto';
import { JsonRecords, JsonShapeError } from '../files/json-records.ts';
import { jsonShape } from '../files/json-shape.ts';
import { fileLimits } from '../files/limits.ts';
import type { Fetched } from '../network/guarded-fetch.ts';
import { SourceError } from '../source-error.ts';
import { emptyList, exactNumbers, parsedExactly, pathKeys, valueAt } from './json-path.ts';
import { nextLink } from './rest-paging.ts';

/** A page whose records have been handed on. */
export interface RestPage {
  /** Where the records were found in it. */
  readonly path: readonly string[];
  readonly records: number;
  /** Bytes of the page, unpacked. */
  readonly bytes: number;
  /** The document with `0` in the place of each record; undefined where it is no single document. */
  readonly around: unknown;
  readonly link: string | null;
  readonly last: string | null;
  /** A hash of each record, in their order. */
  readonly hashes: readonly string[];
  /** Those of records that bear a key of their own, so that an equal one is the same. */
  readonly keyed: ReadonlySet<string>;
}

export interface PageReading {
  /** Where the records are; null to find out. */
  readonly path: readonly string[] | null;
  readonly take: (record: string) => void;
  /** Called now and then, for what was taken to be written. */
  readonly flush: () => Promise<void>;
}

/** Of more digits than a double holds: as a text it keeps them, and is read as a number all the same. */
const longNumber = /\d[\d.]{15}/;
const ownKey = /"(?:_?id|uuid|guid|key)"\s*:/i;
/** Enough of a page to see where its records are. */
const headLength = 65_536;
/** Characters beside the records that a page may have. */
const mostAround = 4_000_000;

/** The keys of a configured path; null where it is to be found out. */
export const wantedPath = (records: string): readonly string[] | null => (records === '' ? null : pathKeys(records));

/** Reads a page as it arrives. What is no JSON, or has no records where they should be, is rejected in words. */
export async function readPage(fetched: Fetched, { path: wanted, take, flush }: PageReading): Promise<RestPage> {
  const { host, pathname } = new URL(fetched.url);
  const where = `${host}${pathname}`;
  const around: string[] = [];
  let aroundLength = 0;
  let last: string | null = null;
  const hashes: string[] = [];
  const keyed = new Set<string>();
  let reader: JsonRecords | null = null;
  let path: readonly string[] = wanted ?? [];
  let head = '';
  let bytes = 0;
  const begin = (whole: boolean): JsonRecords => {
    checkJson(head, where, fetched.headers['content-type']);
    path = wanted ?? foundPath(head, whole);
    const made = new JsonRecords(
      path,
      (record) => {
        last = record;
        const digest = hash('sha1', record, 'base64');
        hashes.push(digest);
        if (ownKey.test(record)) keyed.add(digest);
        take(longNumber.test(record) ? exactNumbers(record) : record);
      },
      fileLimits.rowLength,
      (text) => {
        aroundLength += text.length;
        if (aroundLength <= mostAround) around.push(text);
      },
    );
    made.push(head);
    return made;
  };
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of fetched.body) {
      bytes += chunk.length;
      const text = decoder.decode(chunk, { stream: true });
      if (reader !== null) reader.push(text);
      else {
        head += text;
        if (head.length >= headLength) reader = begin(false);
      }
      await flush();
    }
    reader ??= begin(true);
    reader.push(decoder.decode());
    reader.end();
  } catch (error) {
    if (!(error instanceof JsonShapeError)) throw error;
    throw unreadable(error, where, parsedExactly(head), path);
  }
  const document = aroundLength > mostAround ? undefined : parsedExactly(around.join(''));
  return {
    path,
    records: hashes.length,
    bytes,
    around: document,
    link: nextLink(fetched.headers['link']),
    last,
    hashes,
    keyed,
  };
}

function checkJson(head: string, where: string, type: string | undefined): void {
  const text = head.replace(/^\ufeff/, '').trimStart();
  if (/^[[{]/.test(text)) return;
  if (text === '')
    throw new SourceError('source.unexpected', `${where} answers with nothing.`, { hint: 'Check the path.' });
  if (text.startsWith('<'))
    throw new SourceError(
      'source.unexpected',
      `${where} answers with ${/^<(!doctype html|html)/i.test(text) ? 'a web page' : 'XML'} instead of JSON.`,
      { hint: 'Often that is a page to sign in: check the address, the path and the kind of sign-in.' },
    );
  throw new SourceError(
    'source.unexpected',
    `${where} does not answer with JSON${type === undefined ? '' : ` but with ${type.split(';')[0]?.slice(0, 60)}`}.`,
    { hint: 'Check the path. CSV and other files are connected as files by address.' },
  );
}

/** Where the records are by the beginning of a page: the list at the top, or the first list of objects; else the document is one record. */
function foundPath(head: string, whole: boolean): readonly string[] {
  const shape = jsonShape(head);
  if (shape !== null && shape.records.length > 0) return shape.records;
  return (whole ? emptyList(parsedExactly(head)) : null) ?? [];
}

function unreadable(error: JsonShapeError, where: string, document: unknown, path: readonly string[]): SourceError {
  const at = path.join('.');
  const missing = path.length > 0 && error.message.startsWith('There is no list');
  if (!missing)
    return new SourceError('source.unexpected', `The answer of ${where} cannot be read as JSON: ${error.message}`, {
      hint: 'It may have been cut off on the way: try again.',
      cause: error,
    });
  const keys =
    typeof document === 'object' && document !== null && !Array.isArray(document) ? Object.keys(document) : [];
  const found =
    valueAt(document, path) !== undefined
      ? 'What stands there is no list.'
      : Array.isArray(document)
        ? 'The answer itself is a list: leave the path empty.'
        : keys.length > 0
          ? `The answer has ${keys.slice(0, 12).join(', ')}.`
          : '';
  return new SourceError(
    'source.unexpected',
    `The answer of ${where} has no list of records at ${at}. ${found}`.trim(),
    {
      hint: 'Check the path to the records.',
      cause: error,
    },
  );
}
