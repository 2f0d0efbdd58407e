import type { ValueType } from '@lumiere/values';
import type { FieldPacket } from 'mysql2';

/** The character set of what is no text. */
const binarySet = 63;

/** The house's type of a column of a result, by what MySQL's protocol says of it. */
export function typeOfField(field: FieldPacket): ValueType {
  const type = field.columnType ?? 0;
  const known = types.get(type);
  if (known !== undefined) return known;
  const bytes = field.characterSet === binarySet;
  // functions give bytes where their texts have no character set, but a column that holds bytes was made for them
  if (type === variable || type === fixed) return bytes && (field.orgTable ?? '') !== '' ? 'binary' : 'text';
  return blobs.has(type) && bytes ? 'binary' : 'text';
}

const variable = 253;
const fixed = 254;
const blobs: ReadonlySet<number> = new Set([249, 250, 251, 252]);

const types: ReadonlyMap<number, ValueType> = new Map([
  [0, 'decimal'],
  [1, 'integer'],
  [2, 'integer'],
  [3, 'integer'],
  [4, 'double'],
  [5, 'double'],
  [7, 'instant'],
  [8, 'integer'],
  [9, 'integer'],
  [10, 'date'],
  [11, 'time'],
  [12, 'timestamp'],
  [13, 'integer'],
  [14, 'date'],
  [16, 'integer'],
  [17, 'instant'],
  [18, 'timestamp'],
  [245, 'json'],
  [246, 'decimal'],
  [255, 'json'],
]);
