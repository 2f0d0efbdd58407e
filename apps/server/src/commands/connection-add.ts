import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SourceError } from '@lumiere/connectors';
import { type Checked, fail, problem } from '@lumiere/contract';
import { type AnyConnectorDef, allConnectors, findConnector, isFileKind, parseConfig } from '../data/connector-of.ts';
import { ModelError } from '../data/describe-source.ts';
import { firstOrganization } from '../people/create.ts';
import { type Command, type Input, type Values, textOf } from './command.ts';
import { operatorEntry } from './operator-entry.ts';
import { findPerson } from './person-store.ts';

const kinds = allConnectors().map(({ kind }) => kind);

export const command: Command = {
  summary:
    'Connect a database, a database file on this machine, a REST interface or files by address; its model is made from what is in it.',
  options: {
    kind: { type: 'string', example: 'postgres', meaning: kinds.join(', '), required: true },
    name: { type: 'string', example: 'Sales', meaning: 'what it is called', required: true },
    file: { type: 'string', example: './sales.db', meaning: 'of a database file: where it is; it is only read' },
    host: { type: 'string', example: 'db.example.com', meaning: 'of a server: its name or address' },
    port: { type: 'string', example: '5432', meaning: 'of a server: its port, where it is not the usual one' },
    database: { type: 'string', example: 'sales', meaning: 'of a server: the database' },
    user: { type: 'string', example: 'lumiere_reader', meaning: 'of a server: best one who can only read' },
    tls: { type: 'string', example: 'verify-full', meaning: 'disable, allow, prefer, require or verify-full' },
    ca: { type: 'string', example: './ca.pem', meaning: 'certificate of the authority that signed the server’s' },
    config: {
      type: 'string',
      example: './orders.json',
      meaning: 'of any kind but files: the whole configuration as JSON, as the form has it; - for standard input',
    },
    'password-stdin': {
      type: 'boolean',
      meaning: 'read the password, key or token from standard input; else it is CONNECTION_PASSWORD of the environment',
    },
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
    const kind = textOf(values, 'kind') ?? '';
    const def = findConnector(kind);
    const name = (textOf(values, 'name') ?? '').trim();
    const email = textOf(values, 'email');
    const ca = textOf(values, 'ca');
    if (ca !== null && !existsSync(ca)) {
      terminal.err(`There is no file ${ca}.`);
      return 1;
    }
    const file = textOf(values, 'config');
    if (file !== null && file !== '-' && !existsSync(file)) {
      terminal.err(`There is no file ${file}.`);
      return 1;
    }
    const config = def === null ? null : await configFrom(def, values, terminal);
    const wrong = [
      ...(def === null ? [`--kind must be one of ${kinds.join(', ')}, not ${kind}.`] : []),
      ...(config === null || config.ok
        ? []
        : config.problems.map(({ message, path }) => message.replace(/`[\w.[\]]+`/, optionOf(path)))),
      ...(name.length >= 1 && name.length <= 100 ? [] : ['--name must have 1 to 100 characters.']),
    ];
    for (const line of wrong) terminal.err(line);
    if (config?.ok !== true || wrong.length > 0) return 2;

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
        config: config.value,
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

/** What a part of a configuration is called on the command line: by its option, or within the JSON by where it stands. */
function optionOf(path: string): string {
  const field = path.replace(/^body\.config\./, '');
  return /^\w+$/.test(field) && field in command.options ? `--${field}` : `${field} of --config`;
}

/** The configuration that the options say. A password is never an option: the list of processes shows those to everybody. */
async function configFrom(
  def: AnyConnectorDef,
  values: Values,
  { env, input }: Input['terminal'],
): Promise<Checked<object>> {
  const given = (names: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(
      names.flatMap((name) => (textOf(values, name) === null ? [] : [[name, textOf(values, name)] as const])),
    );
  if (isFileKind(def)) {
    const { file, ...others } = given(['file', 'host', 'port', 'database', 'user', 'tls', 'ca']);
    return parseConfig(def, { ...others, ...(typeof file === 'string' ? { file: resolve(file) } : {}) });
  }
  const port = textOf(values, 'port');
  const ca = textOf(values, 'ca');
  const file = textOf(values, 'config');
  if (file === '-' && values['password-stdin'] === true)
    return fail(problem('request.invalid', '--config - and --password-stdin both want standard input.'));
  const whole = file === null ? {} : jsonOf(file === '-' ? await input() : readFileSync(file, 'utf8'));
  if (whole === null) return fail(problem('request.invalid', '--config must hold a JSON object.'));
  const [secret] = def.secrets;
  const password =
    values['password-stdin'] === true ? (await input()).replace(/\r?\n$/, '') : env['CONNECTION_PASSWORD'];
  return parseConfig(def, {
    ...whole,
    ...given(['file', 'host', 'database', 'user', 'tls']),
    ...(port === null ? {} : { port: Number(port) }),
    ...(ca === null ? {} : { ca: readFileSync(ca, 'utf8') }),
    ...(password === undefined || secret === undefined ? {} : { [secret]: password }),
  });
}

/** The object that a text of JSON is; null for anything else. */
function jsonOf(text: string): object | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
