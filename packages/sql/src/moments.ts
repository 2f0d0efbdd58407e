/** UTC milliseconds as `2024-01-31T12:00:00`, or with another separator; milliseconds only where there are any. */
export function isoOf(ms: number, separator: string): string {
  const iso = new Date(ms).toISOString();
  const end = iso.endsWith('.000Z') ? -5 : -1;
  return iso.slice(0, end).replace('T', separator);
}

const moment = /^(\d{4,6}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?Z?$/;

/** A moment's text as `2024-01-31 12:00:00.000`, which sorts as it reads; null where it is none. */
export function canonicalMoment(text: string): string | null {
  const match = moment.exec(text);
  if (match === null) return null;
  return `${match[1]} ${match[2] ?? '00:00'}:${match[3] ?? '00'}.${(match[4] ?? '').padEnd(3, '0').slice(0, 3)}`;
}

/** The date of a moment that is a midnight; null where it is none. */
export function midnightOf(text: string): string | null {
  const canonical = canonicalMoment(text);
  return canonical?.endsWith(' 00:00:00.000') === true ? canonical.slice(0, -13) : null;
}
