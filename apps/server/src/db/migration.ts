/** The words that differ between the engines; everything else in a migration is the subset that both understand. */
export interface ColumnTypes {
  /** Text compared and sorted byte by byte on both engines. */
  readonly text: string;
  /** Milliseconds, counts and anything else beyond 32 bits. */
  readonly bigint: string;
  /** A double. */
  readonly real: string;
  readonly bytes: string;
  /** A primary key that counts up by itself and never gives a number twice. */
  readonly sequence: string;
}

/** A numbered step forward. Once merged it is never edited: its checksum is recorded where it was applied. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: (types: ColumnTypes) => readonly string[];
}

export const columnTypes: Record<'sqlite' | 'postgres', ColumnTypes> = {
  sqlite: {
    text: 'text',
    bigint: 'integer',
    real: 'real',
    bytes: 'blob',
    sequence: 'integer primary key autoincrement',
  },
  postgres: {
    text: 'text collate "C"',
    bigint: 'bigint',
    real: 'double precision',
    bytes: 'bytea',
    sequence: 'bigint generated always as identity primary key',
  },
};
