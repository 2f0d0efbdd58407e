import type { Scalar } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import type { Dialect } from './dialect.ts';

/** Collects the constants of a statement. An equal constant of the same type has one number wherever it stands. */
export class Parameters {
  readonly #dialect: Dialect;
  readonly #numbers = new Map<string, string>();
  readonly values: Scalar[] = [];

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** The text that stands for a constant. Booleans and missing values are literals: there are but three of them. */
  text(value: Scalar, type: ValueType): string {
    if (value === null) return 'null';
    if (typeof value === 'boolean') return this.#dialect.boolean(value);
    const key = `${type} ${typeof value} ${value}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const bound = this.#dialect.constant(value, type);
    this.values.push(bound.value);
    const text = bound.text(this.values.length);
    this.#numbers.set(key, text);
    return text;
  }
}
