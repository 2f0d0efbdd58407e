import { rotateSecrets } from '../secrets/rotate.ts';
import type { Command } from './command.ts';
import { operatorEntry } from './operator-entry.ts';

export const command: Command = {
  summary: 'Seal the stored passwords of all connections with a new key and remove the old one.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: null,
  async run({ values, terminal, open }) {
    const deps = await open();
    const rotated = await rotateSecrets(deps.db, deps.keyring, deps.clock().getTime());
    const { key, resealed, unreadable, removed } = rotated;
    const detail = { resealed, removed, unreadable: unreadable.length };
    deps.audit.record(operatorEntry('secrets.rotate', { org: null, resource: key, detail }));
    if (values['json'] === true) terminal.out(JSON.stringify(rotated));
    else {
      terminal.out(
        `${resealed} ${resealed === 1 ? 'secret is' : 'secrets are'} sealed with the key ${key}; ${removed} old ${removed === 1 ? 'key is' : 'keys are'} gone.`,
      );
      for (const { connection, reason } of unreadable) terminal.err(`${connection}: ${reason} It was left as it is.`);
    }
    return unreadable.length === 0 ? 0 : 1;
  },
};
