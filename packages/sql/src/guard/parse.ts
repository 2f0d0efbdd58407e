import { Cursor } from './cursor.ts';
import type { Grammar } from './grammar.ts';
import { parseExpression } from './parse-expression.ts';
import { parseQuery } from './parse-query.ts';
import { afterQuery, notQuery, startsQuery } from './parse-shared.ts';
import { Refusal } from './refusal.ts';
import { tokenize } from './tokenize.ts';
import type { Query } from './tree.ts';

/** The one statement of a text, which must be a query. */
export function parse(
  text: string,
  grammar: Grammar,
  options: { readonly parameters: boolean } = { parameters: false },
): Query {
  const c = new Cursor(tokenize(text, grammar.lexis, options), grammar, {
    expression: parseExpression,
    query: parseQuery,
  });
  if (c.ended) throw new Refusal(c.token.at, 'There is no statement.', 'Write a `select`.');
  if (!startsQuery(c, 0) && !c.at('(')) throw notQuery(c);
  const query = c.query();
  while (c.take(';'));
  if (!c.ended) throw afterQuery(c);
  return query;
}
