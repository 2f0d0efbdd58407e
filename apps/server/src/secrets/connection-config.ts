import type { Queryable } from '../db/db.ts';
import type { Keyring, SecretPlace } from './keyring.ts';

/** What is known of a kind of source: which fields of its configuration are secret, `password` or `tls.key`. */
export interface SecretFields {
  readonly secrets: readonly string[];
}

type Where = Pick<SecretPlace, 'org' | 'connection'>;
type Json = Readonly<Record<string, unknown>>;

/** A secret as it lies in a stored configuration. */
interface Sealed {
  readonly sealed: string;
}

/** Whether a value of a stored configuration is a secret that was sealed. */
export const isSealed = (value: unknown): value is Sealed =>
  isObject(value) && Object.keys(value).length === 1 && typeof value['sealed'] === 'string';

/** The configuration as it is stored: every secret field sealed, the others as they are. The transaction must be the one that stores it. */
export async function sealConfig(
  keyring: Keyring,
  trx: Queryable,
  { secrets }: SecretFields,
  where: Where,
  config: object,
): Promise<Json> {
  return mapSecrets(config, secrets, async (field, value) => ({
    // whatever it is: what merely looks sealed was typed by somebody
    sealed: await keyring.sealSecret(trx, { ...where, field }, JSON.stringify(value)),
  }));
}

/** The configuration as the connector takes it. Secrets that were stored before they were sealed are given as they are. */
export async function openConfig(
  keyring: Keyring,
  db: Queryable,
  { secrets }: SecretFields,
  where: Where,
  stored: object,
): Promise<Json> {
  return mapSecrets(stored, secrets, async (field, value) =>
    isSealed(value) ? (JSON.parse(await keyring.openSecret(db, { ...where, field }, value.sealed)) as unknown) : value,
  );
}

/** The configuration as people may see it: without its secrets, and which of them are set. */
export function showConfig(
  { secrets }: SecretFields,
  stored: object,
): { readonly config: Json; readonly secretsSet: readonly string[] } {
  const secretsSet = secrets.filter((field) => {
    const value = at(stored, field.split('.'));
    return value !== undefined && value !== null && value !== '';
  });
  const config = secrets.reduce<unknown>((left, field) => without(left, field.split('.')), stored);
  return { config: isObject(config) ? config : {}, secretsSet };
}

async function mapSecrets(
  config: object,
  fields: readonly string[],
  change: (field: string, value: unknown) => Promise<unknown>,
): Promise<Json> {
  let result: unknown = config;
  for (const field of fields) {
    const path = field.split('.');
    const value = at(result, path);
    if (value !== undefined && value !== null) result = put(result, path, await change(field, value));
  }
  return isObject(result) ? result : {};
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}

function put(value: unknown, [key, ...rest]: readonly string[], inner: unknown): unknown {
  if (key === undefined) return inner;
  return isObject(value) ? { ...value, [key]: put(value[key], rest, inner) } : value;
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (!isObject(value) || key === undefined || !Object.hasOwn(value, key)) return value;
  if (rest.length > 0) return { ...value, [key]: without(value[key], rest) };
  const { [key]: _secret, ...others } = value;
  return others;
}
