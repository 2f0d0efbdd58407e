import type { ValueType } from '@lumiere/values';

/** A column of a result as the source gave it: its own name, and the key and type under which it goes on. */
export interface FoundColumn {
  readonly key: string;
  readonly name: string;
  readonly type: ValueType;
}

const longestKey = 60;

/** The columns of a result that nobody foretold. Sources give one name to several columns, and names that are no keys: keys are made unique. */
export function foundColumns(
  fields: readonly { readonly name: string; readonly type: ValueType }[],
): readonly FoundColumn[] {
  const taken = new Set<string>();
  return fields.map(({ name, type }, i) => {
    const words = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^[_0-9]+|_+$/g, '')
      .slice(0, longestKey);
    const stem = words === '' ? `column_${i + 1}` : words;
    let key = stem;
    for (let count = 2; taken.has(key); count += 1) key = `${stem}_${count}`;
    taken.add(key);
    return { key, name, type };
  });
}
