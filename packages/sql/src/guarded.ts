import type { Scalar } from '@lumiere/contract';

declare const guarded: unique symbol;

/**
 * A statement that may reach a database: made only by `compile` and by the guard, so a plain string cannot.
 * `parameters[i]` is bound to the (i+1)-th parameter of the text.
 */
export interface Guarded {
  readonly [guarded]: true;
  readonly dialect: string;
  readonly sql: string;
  readonly parameters: readonly Scalar[];
}

/** Only this package may call it, after every table and value in `sql` has been accounted for. */
export function markGuarded(statement: { dialect: string; sql: string; parameters: readonly Scalar[] }): Guarded {
  // the brand exists for the compiler alone
  return statement as unknown as Guarded;
}
