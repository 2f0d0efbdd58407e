import type { ConnectionConfig, ConnectorKind } from '@lumiere/contract';

export const fieldGroups = ['place', 'account', 'tables', 'encryption', 'advanced'] as const;
export type FieldGroup = (typeof fieldGroups)[number];

/** One field of a connection's form, as its kind's JSON Schema describes it. */
export interface FormField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly group: FieldGroup;
  readonly order: number;
  readonly control: 'text' | 'number' | 'switch' | 'choice' | 'list';
  readonly choices: readonly string[];
  /** What each choice is called, where the kind says it. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of a list: the fields of an entry, and what one is called. */
  readonly items: readonly FormField[];
  readonly entry: string;
  /** It has a meaning only where another field has one of these values. */
  readonly when: { readonly field: string; readonly is: readonly string[] } | null;
  readonly example: string;
  readonly multiline: boolean;
  readonly secret: boolean;
  /** Must be filled in: it has no default and may not be empty. */
  readonly required: boolean;
  readonly nullable: boolean;
  /** The default, as JSON; undefined where there is none. */
  readonly fallback: unknown;
  readonly min: number | null;
  readonly max: number | null;
  readonly maxLength: number | null;
}

/** What stands in the fields, as text; a switch is `true` or `false`, a list the JSON of the texts of its entries. */
export type FormValues = Readonly<Record<string, string>>;

/** What a person has to correct, by the path of the field (`host`, `resources[0].path`): nothing given, no number, or a number outside of its range. */
export type FormTrouble = Readonly<Record<string, 'required' | 'number' | 'range'>>;

/** Reads the fields of a form in their order. A field with a single possible value is no question and is left out. */
export function formFields({ form, secrets }: Pick<ConnectorKind, 'form' | 'secrets'>): readonly FormField[] {
  return fieldsOf(form, secrets);
}

function fieldsOf(form: JsonObject, secrets: readonly string[]): readonly FormField[] {
  const required = new Set(listOf(form['required']).map(String));
  return Object.entries(objectOf(form['properties']))
    .flatMap(([name, schema]) => {
      const field = fieldOf(name, objectOf(schema), required.has(name), secrets.includes(name));
      return field === null ? [] : [field];
    })
    .toSorted((a, b) => a.order - b.order);
}

function fieldOf(name: string, outer: JsonObject, required: boolean, secret: boolean): FormField | null {
  if ('const' in outer) return null;
  // `null` beside a type says that it may stay empty
  const variants = listOf(outer['anyOf']).map(objectOf);
  const nullable = variants.some((each) => each['type'] === 'null');
  const own = { ...variants.find((each) => each['type'] !== 'null'), ...outer };
  const choices = listOf(own['enum']).map(String);
  const type = own['type'];
  return {
    name,
    title: textOf(own['title']) ?? name,
    description: textOf(own['description']) ?? '',
    group: fieldGroups.find((each) => each === own['group']) ?? 'advanced',
    order: numberOf(own['order']) ?? Number.MAX_SAFE_INTEGER,
    control: choices.length > 0 ? 'choice' : (controls.get(type) ?? 'text'),
    choices,
    labels: Object.fromEntries(Object.entries(objectOf(own['labels'])).map(([each, label]) => [each, String(label)])),
    items: type === 'array' ? fieldsOf(objectOf(own['items']), []) : [],
    entry: textOf(own['entry']) ?? '',
    when: conditionOf(objectOf(own['when'])),
    example: textOf(own['example']) ?? '',
    multiline: own['multiline'] === true,
    secret: secret || own['writeOnly'] === true,
    required: required && !('default' in own) && !nullable,
    nullable,
    fallback: own['default'],
    min: numberOf(own['minimum']),
    max: numberOf(own['maximum']),
    maxLength: numberOf(own['maxLength']),
  };
}

const controls: ReadonlyMap<unknown, FormField['control']> = new Map([
  ['integer', 'number'],
  ['number', 'number'],
  ['boolean', 'switch'],
  ['array', 'list'],
]);

function conditionOf(when: JsonObject): FormField['when'] {
  const field = textOf(when['field']);
  return field === null ? null : { field, is: listOf(when['is']).map(String) };
}

/** The fields that have a meaning with what stands in the others. */
export const shownFields = (fields: readonly FormField[], values: FormValues): readonly FormField[] =>
  fields.filter(({ when }) => when === null || when.is.includes(values[when.field] ?? ''));

/** The entries of a list as its text says them. */
export const entriesOf = (text: string | undefined): readonly FormValues[] =>
  // our own writing
  text === undefined || text === '' ? [] : (JSON.parse(text) as readonly FormValues[]);

/** What a new entry of a list starts with. */
export const newEntry = ({ items }: FormField): FormValues => startValues(items, null);

/** Every field that is shown, those of entries too, by its path: `host`, `resources[0].path`. */
export function shownPaths(
  fields: readonly FormField[],
  values: FormValues,
): readonly { readonly path: string; readonly field: FormField }[] {
  return shownFields(fields, values).flatMap((field) => [
    { path: field.name, field },
    ...entriesOf(field.control === 'list' ? values[field.name] : '').flatMap((entry, i) =>
      shownPaths(field.items, entry).map((inner) => ({ ...inner, path: `${field.name}[${i}].${inner.path}` })),
    ),
  ]);
}

/** What the form starts with: what is saved, else the defaults. Secrets are never filled in. */
export function startValues(fields: readonly FormField[], saved: ConnectionConfig | null): FormValues {
  return Object.fromEntries(
    fields.map((field) => {
      const value = field.secret ? null : (saved?.[field.name] ?? field.fallback ?? null);
      if (field.control === 'list') return [field.name, JSON.stringify(startEntries(field, value))];
      return [field.name, value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}

/** A list that must have an entry starts with one to fill in. */
function startEntries(field: FormField, value: unknown): readonly FormValues[] {
  const entries = listOf(value).map((entry) => startValues(field.items, objectOf(entry)));
  return entries.length === 0 && field.required ? [newEntry(field)] : entries;
}

/**
 * The configuration that is sent; fields that are not shown are left out. Secrets that are left empty are left out, so that a saved one stays and a new one takes its default;
 * other empty fields are null where they may be, else left to their default.
 */
export function configOf(
  fields: readonly FormField[],
  values: FormValues,
  secretsSet: readonly string[],
): { readonly config: ConnectionConfig; readonly trouble: FormTrouble } {
  const config: Record<string, ConnectionConfig[string]> = {};
  const trouble: Record<string, FormTrouble[string]> = {};
  for (const field of shownFields(fields, values)) {
    const raw = values[field.name] ?? '';
    if (field.control === 'list') {
      const entries = entriesOf(raw).map((entry) => configOf(field.items, entry, []));
      config[field.name] = entries.map((entry) => entry.config);
      if (field.required && entries.length === 0) trouble[field.name] = 'required';
      for (const [i, entry] of entries.entries())
        for (const [name, what] of Object.entries(entry.trouble)) trouble[`${field.name}[${i}].${name}`] = what;
    } else if (field.control === 'switch') config[field.name] = raw === 'true';
    else if (field.secret ? raw === '' : raw.trim() === '') {
      if (field.required && !secretsSet.includes(field.name)) trouble[field.name] = 'required';
      else if (field.nullable && !field.secret) config[field.name] = null;
    } else if (field.control === 'number') {
      const value = Number(raw);
      if (!Number.isFinite(value)) trouble[field.name] = 'number';
      else if ((field.min !== null && value < field.min) || (field.max !== null && value > field.max))
        trouble[field.name] = 'range';
      config[field.name] = value;
    } else config[field.name] = field.secret || field.multiline ? raw : raw.trim();
  }
  return { config, trouble };
}

type JsonObject = Readonly<Record<string, unknown>>;
const objectOf = (value: unknown): JsonObject =>
  // what is an object in JSON, and no list, holds JSON by name
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
