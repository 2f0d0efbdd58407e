import { z } from 'zod';
import type { ConnectorDef } from './connector.ts';

/** How a field of a connection stands in its form. */
export interface FieldMeta {
  readonly title: string;
  readonly description: string;
  /** Place among the fields, from 1. */
  readonly order: number;
  readonly group: 'place' | 'account' | 'encryption' | 'advanced';
}

/** Puts a field's meta on its schema, typed; JSON Schema carries all of it. */
export const field = <Schema extends z.ZodType>(
  schema: Schema,
  meta: FieldMeta & { readonly multiline?: boolean },
): Schema => schema.meta({ ...meta });

/**
 * The JSON Schema (2020-12) of a connector's form: each property with title, description, `order` and `group`; secret ones are `writeOnly`
 * with `format: password`, so that a form never shows them and an answer never holds them.
 */
export function formSchema<Config>(def: ConnectorDef<Config>): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(def.config, { io: 'input', target: 'draft-2020-12' });
  const properties: Record<string, unknown> = { ...schema.properties };
  for (const name of def.secrets) {
    const own = properties[name];
    if (typeof own !== 'object' || own === null) throw new Error(`${def.kind} has no field ${name} to keep secret`);
    properties[name] = { ...own, writeOnly: true, format: 'password' };
  }
  return { ...schema, title: def.title, description: def.docs, properties };
}
