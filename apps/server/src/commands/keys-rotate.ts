import type { Command } from './command.ts';
import { operatorEntry } from './operator-entry.ts';

export const command: Command = {
  summary: 'Sign access tokens with a new key; nobody is signed out.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: null,
  async run({ values, terminal, open }) {
    const deps = await open();
    const key = await deps.keys.rotate();
    deps.audit.record(operatorEntry('keys.rotate', { org: null, resource: key, detail: null }));
    terminal.out(
      values['json'] === true
        ? JSON.stringify({ key })
        : `Access tokens are signed with the key ${key} from now on; a running server follows within a minute.`,
    );
    return 0;
  },
};
