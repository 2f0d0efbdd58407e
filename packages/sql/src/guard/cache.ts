import type { Catalog, Checked, Model } from '@lumiere/contract';
import type { Grammar } from './grammar.ts';
import type { GuardedSql } from './guard-sql.ts';
import { visibleTables, type Visible } from './visible.ts';

/**
 * What the guard remembers: the outcomes of statements, the least recently used going first, and which tables of a catalog a model shows.
 * Catalogs and models are told apart as objects, so whoever reads one again hands over a new object.
 */
export class GuardCache {
  readonly #size: number;
  readonly #outcomes = new Map<string, Checked<GuardedSql>>();
  readonly #ids = new WeakMap<object, number>();
  readonly #visible = new WeakMap<Catalog, Map<string, Visible>>();
  #next = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** A number that this very object keeps. */
  idOf(of: object | null): number {
    if (of === null) return 0;
    const known = this.#ids.get(of);
    if (known !== undefined) return known;
    this.#next += 1;
    this.#ids.set(of, this.#next);
    return this.#next;
  }

  get(key: string): Checked<GuardedSql> | null {
    const outcome = this.#outcomes.get(key);
    if (outcome === undefined) return null;
    this.#outcomes.delete(key);
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  put(key: string, outcome: Checked<GuardedSql>): void {
    this.#outcomes.set(key, outcome);
    const oldest = this.#outcomes.keys().next();
    if (this.#outcomes.size > this.#size && oldest.done !== true) this.#outcomes.delete(oldest.value);
  }

  /** The tables that may be read, worked out once for a catalog and a model. */
  visible(catalog: Catalog, model: Model | null, grammar: Grammar): Visible {
    const key = `${grammar.name} ${this.idOf(model)}`;
    const views = this.#visible.get(catalog) ?? new Map<string, Visible>();
    this.#visible.set(catalog, views);
    const known = views.get(key) ?? visibleTables(catalog, model, grammar);
    views.set(key, known);
    return known;
  }
}
