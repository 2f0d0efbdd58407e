import { type Action, actions } from '@lumiere/contract';
import { createApiKey } from '../auth/api-keys.ts';
import { type Command, textOf } from './command.ts';
import { operatorEntry } from './operator-entry.ts';
import { findPerson } from './person-store.ts';

const day = 86_400_000;

export const command: Command = {
  summary: 'Print an API key that acts as a person.',
  options: {
    email: { type: 'string', example: 'ada@example.com', meaning: 'as whom it acts', required: true },
    days: { type: 'string', example: '90', meaning: 'how long it is valid; 90 days where not given, 730 at most' },
    scopes: {
      type: 'string',
      example: 'data.query,model.read',
      meaning: 'what it is limited to; all that the person may do where not given',
    },
    name: { type: 'string', example: '"Nightly report"', meaning: 'what it is for' },
    json: { type: 'boolean', meaning: 'print JSON' },
  },
  words: null,
  async run({ values, terminal, open }) {
    const email = (textOf(values, 'email') ?? '').trim().toLowerCase();
    const days = textOf(values, 'days') ?? '90';
    const scopes = parseScopes(textOf(values, 'scopes'));
    const wrong = [
      ...(/^\d{1,3}$/.test(days) && Number(days) >= 1 && Number(days) <= 730
        ? []
        : ['--days must be a whole number from 1 to 730.']),
      ...('unknown' in scopes
        ? [`--scopes does not know ${scopes.unknown.join(', ')}; it knows ${actions.join(', ')}.`]
        : []),
    ];
    if (wrong.length > 0 || 'unknown' in scopes) {
      for (const line of wrong) terminal.err(line);
      return 2;
    }
    const deps = await open();
    const person = await findPerson(deps.db, email);
    if (person === null) {
      terminal.err(`There is no account for ${email}.`);
      return 1;
    }
    const now = deps.clock().getTime();
    const expiresAt = now + Number(days) * day;
    const { id, key } = await createApiKey(deps.db, {
      user: person.user,
      org: person.org,
      name: textOf(values, 'name') ?? 'Made on the command line',
      scopes: scopes.value,
      now,
      expiresAt,
    });
    deps.audit.record(
      operatorEntry('api_key.create', {
        org: person.org,
        resource: id,
        detail: { user: person.user, days: Number(days), scopes: scopes.value },
      }),
    );
    const expires = new Date(expiresAt).toISOString();
    // The key alone on standard output, so that a script can take it.
    terminal.out(values['json'] === true ? JSON.stringify({ id, key, expiresAt: expires }) : key);
    if (values['json'] !== true)
      terminal.err(
        `It is shown only now and is valid until ${expires.slice(0, 10)}. Send it as Authorization: Bearer …`,
      );
    return 0;
  },
};

function parseScopes(
  text: string | null,
): { readonly value: readonly Action[] | null } | { readonly unknown: readonly string[] } {
  if (text === null) return { value: null };
  const words = text.split(',').map((word) => word.trim());
  const value = words.flatMap((word) => actions.filter((action) => action === word));
  const unknown = words.filter((word) => !value.some((action) => action === word));
  return unknown.length > 0 ? { unknown } : { value };
}
