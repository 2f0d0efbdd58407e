import { projectVersion } from '../project.ts';
import type { Command } from './command.ts';

export const command: Command = {
  summary: 'Print the version.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: null,
  async run({ values, terminal }) {
    const version = projectVersion();
    terminal.out(
      values['json'] === true
        ? JSON.stringify({ version, node: process.version })
        : `Lumiere ${version} on Node ${process.version}`,
    );
    return 0;
  },
};
