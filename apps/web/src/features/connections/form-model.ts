import type { ConnectionConfig, ConnectorKind } from '@lumiere/contract';

export const fieldGroups = ['place', 'account', 'encryption', 'advanced'] as const;
export type FieldGroup = (typeof fieldGroups)[number];

/** One field of a connection's form, as its kind's JSON Schema describes it. */
export interface FormField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly group: FieldGroup;
  readonly order: number;
  readonly control: 'text' | 'number' | 'switch' | 'choice';
  readonly choices: readonly string[];
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

/** What stands in the fields, as text; a switch is `true` or `false`. */
export type FormValues = Readonly<Record<string, string>>;

/** What a person has to correct, by field: nothing given, no number, or a number outside of its range. */
export type FormTrouble = Readonly<Record<string, 'required' | 'number' | 'range'>>;

/** Reads the fields of a form in their order. A field with a single possible value is no question and is left out. */
export function formFields({ form, secrets }: Pick<ConnectorKind, 'form' | 'secrets'>): readonly FormField[] {
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
    control:
      choices.length > 0
        ? 'choice'
        : type === 'integer' || type === 'number'
          ? 'number'
          : type === 'boolean'
            ? 'switch'
            : 'text',
    choices,
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

/** What the form starts with: what is saved, else the defaults. Secrets are never filled in. */
export function startValues(fields: readonly FormField[], saved: ConnectionConfig | null): FormValues {
  return Object.fromEntries(
    fields.map((field) => {
      const value = field.secret ? null : (saved?.[field.name] ?? field.fallback ?? null);
      return [field.name, value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}

/**
 * The configuration that is sent. Secrets that are left empty are left out, so that a saved one stays and a new one takes its default;
 * other empty fields are null where they may be, else left to their default.
 */
export function configOf(
  fields: readonly FormField[],
  values: FormValues,
  secretsSet: readonly string[],
): { readonly config: ConnectionConfig; readonly trouble: FormTrouble } {
  const config: Record<string, ConnectionConfig[string]> = {};
  const trouble: Record<string, FormTrouble[string]> = {};
  for (const field of fields) {
    const raw = values[field.name] ?? '';
    if (field.control === 'switch') config[field.name] = raw === 'true';
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
