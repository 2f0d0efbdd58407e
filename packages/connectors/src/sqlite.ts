import { dialects } from '@lumiere/sql';
import { fileSource } from './file-source.ts';

/** An SQLite database file, read where it lies. */
export const sqlite = fileSource(
  'sqlite',
  { title: 'SQLite file', docs: 'An SQLite database file on the server, read where it lies.' },
  dialects.sqlite,
);
