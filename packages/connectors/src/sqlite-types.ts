import type { ValueType } from '@lumiere/values';

/** What a column of an SQLite table holds, counted. */
export interface Stored {
  /** Values that are there. */
  readonly values: number;
  readonly integers: number;
  readonly reals: number;
  readonly texts: number;
  /** Texts that are real dates, `2024-01-31`. */
  readonly dates: number;
  /** Texts that are real dates with a time, without an offset. */
  readonly moments: number;
  /** Texts that end in Z. */
  readonly zulu: number;
  /** Values that are 0 or 1. */
  readonly bits: number;
  readonly min: unknown;
  readonly max: unknown;
}

const flagWord = /^bool|^bit$|^tinyint\(1\)/;
const flagName =
  /^(is|has|was|can|did|does|should|allow|allows)_|_(flag|yn)$|^(active|enabled|deleted|archived|verified|approved|paid|closed|cancelled|canceled)$/i;

/**
 * The type of a column by what it holds; by its declared word where it holds nothing. Mixed values make a text column, so that none of
 * them is lost. `key` columns are never flags, though a small table may know ids 0 and 1 only.
 */
export function storedType(name: string, declared: string, held: Stored | null, key: boolean): ValueType {
  if (held === null || held.values === 0) return declaredType(declared);
  const { values, integers, reals, texts } = held;
  if (integers + reals === values) {
    const flag = !key && reals === 0 && held.bits === values && (flagWord.test(declared) || flagName.test(name));
    if (flag) return 'boolean';
    return reals === 0 && !/real|floa|doub|num|dec|money/.test(declared) ? 'integer' : 'double';
  }
  if (texts === values) {
    if (held.dates === values) return 'date';
    if (held.dates + held.moments === values) return held.zulu === values ? 'instant' : 'timestamp';
    return 'text';
  }
  return integers + reals + texts === 0 ? 'binary' : 'text';
}

/** What SQLite's rules of affinity and common words say of an empty column. */
function declaredType(declared: string): ValueType {
  if (flagWord.test(declared)) return 'boolean';
  if (/datetime|timestamp/.test(declared)) return 'timestamp';
  if (declared.startsWith('date')) return 'date';
  if (declared.includes('int')) return 'integer';
  if (/char|clob|text/.test(declared) || declared === '') return 'text';
  if (declared.includes('blob')) return 'binary';
  return /real|floa|doub|num|dec|money/.test(declared) ? 'double' : 'text';
}
