import type { Expr } from './tree.ts';

/** The value of an expression of numbers alone, infinite where nobody works it out here; null where it is none. */
export function constantOf(e: Expr): number | null {
  if (e.kind === 'number' || e.kind === 'string') {
    const value = Number(e.text);
    return Number.isNaN(value) ? null : value;
  }
  if (e.kind === 'cast') return constantOf(e.of);
  if (e.kind === 'unary') {
    const of = constantOf(e.of);
    return of === null ? null : e.op === '-' ? -of : e.op === '+' ? of : Infinity;
  }
  // a function of constants is one too
  if (e.kind === 'call') return e.args.every((arg) => constantOf(arg) !== null) ? Infinity : null;
  if (e.kind !== 'binary') return null;
  const [left, right] = [constantOf(e.left), constantOf(e.right)];
  if (left === null || right === null) return null;
  switch (e.op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      return Infinity;
  }
}
