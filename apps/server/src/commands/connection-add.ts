import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SourceError } from '@lumiere/connectors';
import { firstOrganization } from '../people/create.ts';
import { ModelError } from '../data/describe-source.ts';
import { type Command, textOf } from './command.ts';
import { operatorEntry } from './operator-entry.ts';
import { findPerson } from './person-store.ts';

export const command: Command = {
  summary: 'Connect a database file on this machine; its model is made from what is in it.',
  options: {
    kind: { type: 'string', example: 'sqlite', meaning: 'duckdb or sqlite', required: true },
    file: { type: 'string', example: './sales.db', meaning: 'the file; it is only read', required: true },
    name: { type: 'string', example: 'Sales', meaning: 'what it is called', required: true },
    model: { type: 'string', example: './model.yaml', meaning: 'a semantic model of your own' },
    email: {
      type: 'string',
      example: 'ada@example.com',
      meaning: 'into whose organization; the first one where not given',
    },
    json: { type: 'boolean', meaning: 'print JSON' },
  },
  words: null,
  async run({ values, terminal, open }) {
    const kind = textOf(values, 'kind');
    const name = (textOf(values, 'name') ?? '').trim();
    const email = textOf(values, 'email');
    const wrong = [
      ...(kind === 'duckdb' || kind === 'sqlite' ? [] : [`--kind must be duckdb or sqlite, not ${kind}.`]),
      ...(name.length >= 1 && name.length <= 100 ? [] : ['--name must have 1 to 100 characters.']),
    ];
    for (const line of wrong) terminal.err(line);
    if (kind === null || wrong.length > 0) return 2;

    const deps = await open();
    const person = email === null ? null : await findPerson(deps.db, email.trim().toLowerCase());
    const org = email === null ? ((await firstOrganization(deps.db))?.id ?? null) : (person?.org ?? null);
    if (org === null) {
      terminal.err(
        email === null
          ? 'Nobody is set up yet: open the server’s set-up link, or run lumiere user create.'
          : `There is no account for ${email}.`,
      );
      return 1;
    }
    try {
      const model = textOf(values, 'model');
      const yaml = model === null ? {} : { yaml: readFileSync(model, 'utf8') };
      const id = await deps.data.loader.add(org, {
        kind,
        name,
        config: { file: resolve(textOf(values, 'file') ?? '') },
        ...yaml,
      });
      deps.audit.record(operatorEntry('connection.create', { org, resource: id, detail: { kind, name } }));
      terminal.out(values['json'] === true ? JSON.stringify({ id, name }) : `${name} is connected as ${id}.`);
      return 0;
    } catch (error) {
      if (error instanceof ModelError)
        for (const { path, message } of error.problems) terminal.err(`${path === '' ? 'model' : path}: ${message}`);
      else if (error instanceof SourceError) terminal.err([error.message, error.hint ?? ''].join(' ').trim());
      else if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        terminal.err(`There is no file ${textOf(values, 'model')}.`);
      else throw error;
      return 1;
    }
  },
};
