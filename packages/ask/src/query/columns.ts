import type { DimensionExpression, FieldId, MeasureExpression, QueryDimension, QueryMeasure } from '@lumiere/contract';
import { partNames } from './names.ts';

/** Result columns being collected, under keys that are unique and speak. */
export class Columns {
  readonly dimensions: QueryDimension[] = [];
  readonly measures: QueryMeasure[] = [];
  readonly #keys = new Set<string>();

  /** Adds a dimension unless it is there, and gives its key. */
  dimension(value: DimensionExpression, label: string | null): string {
    const known = this.dimensions.find(
      (one) =>
        one.field === value.field && one.grain === value.grain && one.part === value.part && one.bin === value.bin,
    );
    if (known) return known.key;
    const suffix = value.grain ?? (value.part === null ? '' : partNames[value.part]);
    const key = this.#key(
      suffix === '' ? value.field.replace('.', '_') : `${value.field.slice(value.field.indexOf('.') + 1)}_${suffix}`,
    );
    this.dimensions.push({ ...value, key, label });
    return key;
  }

  /** Adds a measure unless the same is there, and gives its key. */
  measure(value: MeasureExpression, label: string): string {
    const text = JSON.stringify(value);
    const known = this.measures.find((one) => JSON.stringify(one.value) === text);
    if (known) return known.key;
    const key = this.#key(label);
    this.measures.push({ key, label, value });
    return key;
  }

  #key(from: string): string {
    const plain = from
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/gu, '_')
      .replace(/^[^a-z]+|_+$/gu, '')
      .slice(0, 80);
    const base = plain === '' ? 'column' : plain;
    let key = base;
    for (let n = 2; this.#keys.has(key); n++) key = `${base}_${n}`;
    this.#keys.add(key);
    return key;
  }
}

export const plain = (field: FieldId): DimensionExpression => ({ field, grain: null, part: null, bin: null });
