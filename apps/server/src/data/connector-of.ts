import { type ConnectorDef, type LoadedDef, connectors, formSchema } from '@lumiere/connectors';
import { type Checked, fail, pass, problem } from '@lumiere/contract';
import { z } from 'zod';
import { parsePart } from '../http/parse.ts';

/** A kind of source without the type of its configuration, which its own schema checks. */
// oxlint-disable-next-line typescript/no-explicit-any -- the type is between a def and its schema
export type AnyConnectorDef = ConnectorDef<any> | LoadedDef<any>;

const kinds: Readonly<Record<string, AnyConnectorDef>> = connectors;

/** The server's own: nobody adds them by their configuration. */
const own: ReadonlySet<AnyConnectorDef> = new Set([connectors.files]);

/** Every kind that can be added, in the order of the registry. */
export const allConnectors = (): readonly AnyConnectorDef[] => Object.values(kinds).filter((def) => !own.has(def));

/** The kind of that name among those that can be added; null where there is none. */
export const findConnector = (kind: string): AnyConnectorDef | null =>
  allConnectors().find((def) => def.kind === kind) ?? null;

/** Only kinds that have a connector get into the database. */
export function connectorOf(kind: string): AnyConnectorDef {
  const def = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (def === undefined) throw new Error(`There is no connector of the kind ${kind}.`);
  return def;
}

const fileKinds: ReadonlySet<AnyConnectorDef> = new Set([connectors.sqlite, connectors.duckdb]);

/** True for sources that are a file: sent by whoever connects them, or named by the server's operator, as a path could lead to any file. */
export const isFileKind = (def: AnyConnectorDef): boolean => fileKinds.has(def);

/** Checks a whole configuration; problems name its fields (`body.config.host`). */
export function parseConfig(def: AnyConnectorDef, config: object): Checked<object> {
  const parsed = parsePart(z.object({ config: def.config as z.ZodType<object> }), { config }, 'body');
  return 'problems' in parsed ? fail(...parsed.problems) : pass(parsed.value.config);
}

/** The fields of a configuration that are right so far: what a form half filled in can be used for. */
export function rightFields(def: AnyConnectorDef, config: Readonly<Record<string, unknown>>): object {
  const known = propertiesOf(def);
  const result = def.config.safeParse(config);
  const wrong = new Set(result.success ? [] : result.error.issues.map(({ path }) => String(path[0])));
  return Object.fromEntries(Object.entries(config).filter(([name]) => Object.hasOwn(known, name) && !wrong.has(name)));
}

/** Fields that say where a secret is sent and how it is protected on the way: all but those of what is read, the advanced ones and the secrets themselves. */
export function placeFields(def: AnyConnectorDef): readonly string[] {
  return Object.entries(propertiesOf(def)).flatMap(([name, { group }]) =>
    group === 'advanced' || group === 'tables' || def.secrets.includes(name) ? [] : [name],
  );
}

/** The kind's own JSON Schema. */
function propertiesOf(def: AnyConnectorDef): Readonly<Record<string, { readonly group?: string }>> {
  return (formSchema(def) as { properties: Record<string, { group?: string }> }).properties;
}

/** A kind that is not known, in words. */
export const noSuchKind = (kind: string) =>
  problem('request.invalid', `There is no kind of source with the name ${kind}.`, {
    path: 'body.kind',
    hint: `Choose one of ${allConnectors()
      .map((def) => def.kind)
      .join(', ')}.`,
  });
