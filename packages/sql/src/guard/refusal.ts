import { problem, type Problem } from '@lumiere/contract';

/** Why a statement is refused, at which character of it (counted from 0), and what to do. Thrown inside the guard only. */
export class Refusal extends Error {
  readonly at: number;
  readonly hint: string | undefined;

  constructor(at: number, message: string, hint?: string) {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}

/** The refusal as people read it, with line and column counted from 1. */
export function refusalProblem(text: string, { at, message, hint }: Refusal): Problem {
  const where = placeOf(text, at);
  const words = `${where[0]?.toUpperCase() ?? ''}${where.slice(1)}: ${message}`;
  return problem('sql.refused', words, hint === undefined ? { path: where } : { path: where, hint });
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return `line ${line}, column ${Array.from(before.slice(start)).length + 1}`;
}
