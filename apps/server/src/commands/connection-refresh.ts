import { SourceError } from '@lumiere/connectors';
import { restartLoading } from '../data/connection-store.ts';
import type { Command } from './command.ts';
import { connectionById } from './connection-find.ts';

export const command: Command = {
  summary: 'Read the tables of a connection again, and say how many changed.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: { name: 'connection', meaning: 'the id of a connection' },
  async run({ values, words, terminal, open }) {
    const { db, data } = await open();
    const row = await connectionById(db, words[0] ?? '');
    if (row === null) {
      terminal.err(`There is no connection ${words[0]}.`);
      return 1;
    }
    try {
      if (row.status !== 'ready') {
        await restartLoading(db, row.org_id, row.id);
        await data.loader.load(row.org_id, row.id);
        const after = await connectionById(db, row.id);
        if (after?.status === 'failed') {
          terminal.err(after.reason ?? 'It could not be loaded.');
          return 1;
        }
      }
      const found = await data.loader.refresh(row.org_id, row.id, new AbortController().signal);
      if (found === null) {
        terminal.err('The connection was changed meanwhile; run this again.');
        return 1;
      }
      const { tables, changes } = found;
      terminal.out(
        values['json'] === true ? JSON.stringify({ tables, changes }) : `Tables: ${tables}. Changes: ${changes}.`,
      );
      return 0;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      terminal.err([error.message, error.hint ?? ''].join(' ').trim());
      return 1;
    }
  },
};
