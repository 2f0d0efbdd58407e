import { Role, routes } from '@lumiere/contract';
import { hashPassword } from '../auth/passwords.ts';
import { createOrganization, createPerson, firstOrganization } from '../people/create.ts';
import { canonicalZone } from '../people/preferences.ts';
import { type Command, textOf } from './command.ts';
import { operatorEntry } from './operator-entry.ts';

const { email: Email, password: Password } = routes['POST /api/v1/setup'].body.shape;

export const command: Command = {
  summary: 'Add a person; the first one makes the organization and is its admin.',
  options: {
    email: { type: 'string', example: 'ada@example.com', meaning: 'address to sign in with', required: true },
    password: { type: 'string', meaning: '8 to 128 characters; without it, the first line of standard input' },
    role: { type: 'string', example: 'viewer', meaning: 'admin, analyst or viewer; analyst where not given' },
    name: {
      type: 'string',
      example: '"Ada Lovelace"',
      meaning: "the person's name; the e-mail's first part where not given",
    },
    organization: {
      type: 'string',
      example: '"Acme"',
      meaning: "the organization's name, where this is its first person",
    },
    zone: { type: 'string', example: 'Europe/Berlin', meaning: 'time zone; UTC where not given' },
    json: { type: 'boolean', meaning: 'print JSON' },
  },
  words: null,
  async run({ values, terminal, open }) {
    const email = Email.safeParse(textOf(values, 'email'));
    const role = Role.safeParse(textOf(values, 'role') ?? 'analyst');
    const zone = canonicalZone(textOf(values, 'zone') ?? 'UTC');
    const password = Password.safeParse(textOf(values, 'password') ?? (await terminal.input()).split(/\r?\n/, 1)[0]);
    const wrong = [
      ...(email.success ? [] : ['--email must be an e-mail address, such as ada@example.com.']),
      ...(role.success ? [] : [`--role must be one of ${Role.options.join(', ')}.`]),
      ...('value' in zone ? [] : ['--zone must be a time zone, such as Europe/Berlin.']),
      ...(password.success ? [] : ['The password must have 8 to 128 characters.']),
    ];
    if (!email.success || !role.success || !password.success || !('value' in zone)) {
      for (const line of wrong) terminal.err(line);
      return 2;
    }
    const deps = await open();
    const now = deps.clock().getTime();
    const person = {
      email: email.data,
      name: textOf(values, 'name') ?? email.data.split('@', 1)[0] ?? email.data,
      passwordHash: await hashPassword(password.data),
      zone: zone.value,
    };
    const made = await deps.db.transaction(async (trx) => {
      const first = await firstOrganization(trx);
      if (first === null)
        return createOrganization(trx, textOf(values, 'organization') ?? 'My organization', person, now);
      const user = await createPerson(trx, first.id, { ...person, role: role.data }, now);
      return user === null ? null : { org: first.id, user, joined: true };
    });
    if (made === null) {
      terminal.err(`There is an account for ${email.data} already. Use "user reset" to give it a new password.`);
      return 1;
    }
    const given = 'joined' in made ? role.data : 'admin';
    deps.audit.record(operatorEntry('user.create', { org: made.org, resource: made.user, detail: { role: given } }));
    terminal.out(
      values['json'] === true
        ? JSON.stringify({ user: made.user, org: made.org, email: email.data, role: given })
        : `${email.data} can sign in now, as ${given}.`,
    );
    return 0;
  },
};
