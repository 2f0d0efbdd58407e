import type { Dialect } from './dialect.ts';

const plain = /^[a-z_][a-z0-9_]*$/;

/** Stands for a line break inside a name while the text is indented; see `withLineBreaks`. */
const lineBreak = '\u{F000A}';

/** A name as it is printed: bare where it is plain, lower case and no keyword, quoted otherwise. */
export function identifier(name: string, dialect: Dialect): string {
  // some engines cut names beyond 63 bytes, which quoting sees to
  if (plain.test(name) && name.length <= 63 && !dialect.reserved.has(name)) return name;
  return dialect.quote(name).replaceAll('\n', lineBreak);
}

/** Puts the line breaks of names back once nothing is indented any more. */
export function withLineBreaks(sql: string): string {
  return sql.includes(lineBreak) ? sql.replaceAll(lineBreak, '\n') : sql;
}
