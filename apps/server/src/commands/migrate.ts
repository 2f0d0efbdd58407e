import { migrate } from '../db/migrate.ts';
import { openDb } from '../db/open.ts';
import { openHome } from '../deps.ts';
import type { Command } from './command.ts';

export const command: Command = {
  summary: 'Bring the metadata database up to date.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: null,
  async run({ values, terminal, config }) {
    openHome(config.home);
    const db = await openDb(config);
    try {
      const applied = await migrate(db, { now: Date.now() });
      const words =
        applied.length === 0
          ? 'The database is up to date.'
          : `Applied ${applied.length === 1 ? 'step' : 'steps'} ${applied.join(', ')}.`;
      terminal.out(values['json'] === true ? JSON.stringify({ applied }) : words);
      return 0;
    } finally {
      await db.close();
    }
  },
};
