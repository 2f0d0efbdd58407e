import type { Cursor } from './cursor.ts';
import { nearest } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Type } from './tree.ts';

const twoWords = [
  ['double', 'precision'],
  ['character', 'varying'],
  ['signed', 'integer'],
  ['unsigned', 'integer'],
] as const;

/** The type that a value is cast to: only plain ones, since some look things up in the system by name. */
export function parseType(c: Cursor): Type {
  const { token, grammar } = c;
  const two = twoWords.find(([first, second]) => c.at(first, second));
  let name: string;
  if (two !== undefined) {
    c.take(...two);
    name = two.join(' ');
  } else if (token.kind === 'word') {
    c.next();
    name = token.word;
  } else throw c.unexpected('a type');
  if (!grammar.types.has(name)) {
    const near = nearest(name, grammar.types);
    throw new Refusal(
      token.at,
      `The type \`${name}\` cannot be cast to here.`,
      near === null ? 'Use a plain type such as `integer` or `date`.' : `Did you mean \`${near}\`?`,
    );
  }
  const args: string[] = [];
  if (c.take('(')) {
    do {
      if (c.token.kind !== 'number' || !/^\d{1,5}$/.test(c.token.text)) throw c.unexpected('a length');
      args.push(c.next().text);
    } while (c.take(','));
    c.expect(')');
  }
  let zone = false;
  if (name === 'timestamp' || name === 'time') {
    if (c.take('with', 'time', 'zone')) zone = true;
    else c.take('without', 'time', 'zone');
  }
  let dimensions = 0;
  while (grammar.features.arrays && c.at('[', ']') && dimensions < 4) {
    c.take('[', ']');
    dimensions += 1;
  }
  return { name, args, zone, dimensions, at: token.at };
}
