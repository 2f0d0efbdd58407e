import type { Cursor } from './cursor.ts';
import { Refusal } from './refusal.ts';
import type { Name } from './tree.ts';

const statements = new Set(
  `insert update delete merge replace create alter drop truncate grant revoke copy pragma attach detach set reset show explain describe
   desc analyze vacuum call do execute prepare deallocate begin commit rollback savepoint release lock unlock load install use export
   import checkpoint listen notify unlisten discard declare fetch move close reindex cluster comment security refresh handler rename
   kill flush purge start stop change optimize repair check checksum cache table help summarize pivot unpivot force`
    .trim()
    .split(/\s+/),
);

/** The refusal of what is no query. */
export function notQuery(c: Cursor): Refusal {
  const { token } = c;
  if (statements.has(token.word)) {
    return new Refusal(
      token.at,
      `\`${token.text}\` is not allowed: only a single \`select\` may run here.`,
      'Write a `select`.',
    );
  }
  return c.unexpected('a `select`');
}

/** The refusal of what cannot follow a query. */
export function afterQuery(c: Cursor): Refusal {
  const { token } = c;
  if (token.word === 'for' || token.word === 'lock')
    return new Refusal(token.at, 'Rows cannot be locked: a statement may only read.', `Delete \`${token.text} …\`.`);
  if (token.word === 'into')
    return new Refusal(token.at, '`into` writes what was read somewhere, which is not allowed.', 'Delete `into …`.');
  if (token.word === 'procedure')
    return new Refusal(token.at, 'Procedures cannot be called: a statement may only read.', 'Delete `procedure …`.');
  if (token.word === 'returning')
    return new Refusal(token.at, '`returning` belongs to statements that write, which are not allowed.');
  const query = startsQuery(c, 0) || statements.has(token.word);
  if (query)
    return new Refusal(token.at, `There is more than one statement: \`${token.text}\`.`, 'Run them one at a time.');
  return c.unexpected('the end of the statement');
}

/** Whether a query begins `ahead`, brackets before it left aside. */
export function startsQuery(c: Cursor, ahead: number): boolean {
  const { word } = c.peek(ahead);
  if (word === 'select' || word === 'with') return true;
  if (word === 'values') return !(c.grammar.features.valuesRow && c.peek(ahead + 1).word === '(');
  return word === 'from' && c.grammar.features.fromFirst;
}

/** The bracket after a query, or what is wrong before it. */
export function closeQuery(c: Cursor): void {
  if (!c.at(')')) throw afterQuery(c);
  c.next();
}

/** Names between brackets. */
export function parseNames(c: Cursor): readonly Name[] {
  c.expect('(');
  const names = [c.label('a column')];
  while (c.take(',')) names.push(c.label('a column'));
  c.expect(')');
  return names;
}

/** The refusal of `schema.f()` and `value.f()`. */
export function qualifiedCall(parts: readonly Name[]): Refusal {
  const last = parts[parts.length - 1];
  const all = parts.map(({ text }) => text).join('.');
  return new Refusal(
    parts[0]?.at ?? 0,
    `\`${all}(…)\` calls a function through a schema or a value, which is not allowed.`,
    `Write \`${last?.text ?? 'f'}(…)\`.`,
  );
}
