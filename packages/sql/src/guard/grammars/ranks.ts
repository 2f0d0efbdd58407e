import type { Ranks } from '../grammar.ts';

/** Ranks from a ladder of operators, the loosest first; each step also says which words stand on it. */
export function ladder(steps: readonly string[], aside: Readonly<Record<string, number>> = {}): Ranks {
  const infix = new Map<string, number>(Object.entries(aside));
  const named = new Map<string, number>();
  steps.forEach((step, i) => {
    for (const word of step.split(' ')) {
      if (word.startsWith(':') && word !== '::') named.set(word.slice(1), i + 1);
      else infix.set(word, i + 1);
    }
  });
  const rank = (name: string): number => {
    const found = named.get(name);
    if (found === undefined) throw new Error(`no rank for ${name}`);
    return found;
  };
  return {
    or: rank('or'),
    and: rank('and'),
    not: rank('not'),
    is: rank('is'),
    predicate: rank('predicate'),
    between: rank('between'),
    tilde: rank('tilde'),
    unary: rank('unary'),
    collate: rank('collate'),
    zone: rank('zone'),
    infix,
  };
}
