import { SourceError } from '@lumiere/connectors';
import { connectorOf } from '../data/connector-of.ts';
import { testSettings } from '../data/new-config.ts';
import type { Command } from './command.ts';
import { connectionById } from './connection-find.ts';

export const command: Command = {
  summary: 'Try a connection step by step, as it is saved.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: { name: 'connection', meaning: 'the id of a connection' },
  async run({ values, words, terminal, open }) {
    const deps = await open();
    const row = await connectionById(deps.db, words[0] ?? '');
    if (row === null) {
      terminal.err(`There is no connection ${words[0]}.`);
      return 1;
    }
    try {
      const { engines } = deps.data;
      const settings = { def: connectorOf(row.kind), config: await engines.configOf(row) };
      const report = await testSettings(engines, settings, new AbortController().signal);
      if (values['json'] === true) terminal.out(JSON.stringify(report));
      else
        for (const { id, state, message, problem } of report.steps)
          terminal.out([`${id}: ${state}. ${message}`, problem?.hint ?? ''].join(' ').trim());
      return report.ok ? 0 : 1;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      terminal.err([error.message, error.hint ?? ''].join(' ').trim());
      return 1;
    }
  },
};
