import type { Catalog, Model } from '@lumiere/contract';
import type { Grammar } from './grammar.ts';
import { visibleTables, type Visible } from './visible.ts';

/**
 * What the guard remembers: which tables of a catalog a model shows. Catalogs and models are told apart as objects, so whoever reads one again
 * hands over a new object. Outcomes are remembered by whoever asks again and again.
 */
export class GuardCache {
  readonly #ids = new WeakMap<object, number>();
  readonly #visible = new WeakMap<Catalog, Map<string, Visible>>();
  #next = 0;

  /** A number that this very object keeps. */
  idOf(of: object | null): number {
    if (of === null) return 0;
    const known = this.#ids.get(of);
    if (known !== undefined) return known;
    this.#next += 1;
    this.#ids.set(of, this.#next);
    return this.#next;
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
