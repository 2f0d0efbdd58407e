import { z } from 'zod';
import type { SourceDef } from './connector.ts';

/** How a field of a connection stands in its form. */
export interface FieldMeta {
  readonly title: string;
  readonly description: string;
  /** Place among the fields, from 1. */
  readonly order: number;
  /** A secret is kept only while the fields of `place`, `account` and `encryption` stay as they are. */
  readonly group: 'place' | 'account' | 'tables' | 'encryption' | 'advanced';
  readonly multiline?: boolean;
  /** What each choice of an enum is called. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The field is asked for only where another one of the same object has one of these values; elsewhere it has no meaning. */
  readonly when?: { readonly field: string; readonly is: readonly string[] };
  /** Of a list of objects: what one entry of it is called. Its fields bear their own meta. */
  readonly entry?: string;
  /** What may stand in it, shown while it is empty. */
  readonly example?: string;
}

/** Puts a field's meta on its schema, typed; JSON Schema carries all of it. */
export const field = <Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema => schema.meta({ ...meta });

/**
 * The JSON Schema (2020-12) of a connector's form: each property with title, description, `order` and `group`; secret ones are `writeOnly`
 * with `format: password`, so that a form never shows them and an answer never holds them.
 */
export function formSchema<Config>(def: SourceDef<Config>): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(def.config, { io: 'input', target: 'draft-2020-12' });
  const properties: Record<string, unknown> = { ...schema.properties };
  for (const name of def.secrets) {
    const own = properties[name];
    if (typeof own !== 'object' || own === null) throw new Error(`${def.kind} has no field ${name} to keep secret`);
    properties[name] = { ...own, writeOnly: true, format: 'password' };
  }
  return { ...schema, title: def.title, description: def.docs, properties };
}
