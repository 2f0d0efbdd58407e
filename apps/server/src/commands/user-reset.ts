import { clearFailures } from '../auth/login-failures.ts';
import { makeResetToken } from '../auth/one-time-tokens.ts';
import { type Command, textOf } from './command.ts';
import { operatorEntry } from './operator-entry.ts';
import { findPerson } from './person-store.ts';

export const command: Command = {
  summary: 'Print a link with which a person sets a new password within a day.',
  options: {
    email: { type: 'string', example: 'ada@example.com', meaning: 'whose password', required: true },
    json: { type: 'boolean', meaning: 'print JSON' },
  },
  words: null,
  async run({ values, terminal, config, open }) {
    const email = (textOf(values, 'email') ?? '').trim().toLowerCase();
    const deps = await open();
    const person = await findPerson(deps.db, email);
    if (person === null) {
      terminal.err(`There is no account for ${email}.`);
      return 1;
    }
    const token = await deps.db.transaction(async (trx) => {
      await clearFailures(trx, deps.secret, email);
      return makeResetToken(trx, person.user, deps.clock().getTime());
    });
    const link = `${config.publicUrl ?? `http://localhost:${config.port}`}/reset?token=${token}`;
    deps.audit.record(operatorEntry('auth.reset_link', { org: person.org, resource: person.user, detail: null }));
    terminal.out(
      values['json'] === true ? JSON.stringify({ link, token }) : `This link works once, within 24 hours: ${link}`,
    );
    return 0;
  },
};
