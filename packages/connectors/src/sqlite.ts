import { dialects } from '@lumiere/sql';
import { fileSource } from './file-source.ts';

/** An SQLite database file, read where it lies. */
export const sqlite = fileSource(
  'sqlite',
  {
    title: 'SQLite file',
    docs: 'One file with tables in it, as apps and scripts keep them. You send it; it is only read.',
  },
  dialects.sqlite,
);
