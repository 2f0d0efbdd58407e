import * as contract from '@lumiere/contract';
import { type Route, problemTable, routes } from '@lumiere/contract';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of every route of the contract. Schemas that the contract exports by name are shared under that name. */
export function openApi(options: { readonly version: string; readonly server: string }): Json {
  const entries: readonly (readonly [string, Route])[] = Object.entries(routes);
  const inputs = z.registry<{ id: string }>();
  const outputs = z.registry<{ id: string }>();
  for (const [name, value] of Object.entries(contract)) {
    if (!(value instanceof z.ZodType)) continue;
    outputs.add(value, { id: name });
    // What is sent may leave out what has a default, so it is another schema.
    inputs.add(value, { id: `${name}Input` });
  }
  const parts = new Map<string, { readonly input: boolean; readonly id: string }>();
  for (const [key, route] of entries) {
    for (const part of ['params', 'query', 'body', 'reply'] as const) {
      const schema = route[part];
      if (schema === undefined) continue;
      const registry = part === 'reply' ? outputs : inputs;
      const id = registry.get(schema)?.id ?? operationId(key) + part[0]?.toUpperCase() + part.slice(1);
      if (!registry.has(schema)) registry.add(schema, { id });
      parts.set(`${key} ${part}`, { input: part !== 'reply', id });
    }
  }
  const schemas = { ...generate(inputs, 'input'), ...generate(outputs, 'output') };
  const idOf = (key: string, part: string): string | undefined => parts.get(`${key} ${part}`)?.id;
  const paths: Record<string, Record<string, Json>> = {};
  for (const [key, route] of entries) {
    const [method = '', url = ''] = key.split(' ');
    const path = url.replace(/:([a-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(key, route, (part) => idOf(key, part), schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lumiere',
      version: options.version,
      description: 'Questions in plain English, answers with their reasoning.',
    },
    servers: [{ url: options.server }],
    tags: [...new Set(entries.map(([, { tag }]) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: reachable(schemas, paths),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token from signing in, or an API key (`lum_…`).',
        },
        refresh: {
          type: 'apiKey',
          in: 'cookie',
          name: 'lumiere_refresh',
          description: 'Set by signing in; needs the header `x-lumiere: 1`.',
        },
      },
    },
  };
}

function operation(
  key: string,
  route: Route,
  idOf: (part: 'params' | 'query' | 'body' | 'reply') => string | undefined,
  schemas: Readonly<Record<string, Json>>,
): Json {
  const body = idOf('body');
  const security = route.access === 'public' ? [] : [route.access === 'cookie' ? { refresh: [] } : { bearer: [] }];
  return {
    operationId: operationId(key),
    summary: route.summary,
    tags: [route.tag],
    security,
    parameters: [
      ...parameters(schemas[idOf('params') ?? ''], 'path'),
      ...parameters(schemas[idOf('query') ?? ''], 'query'),
    ],
    ...(body === undefined
      ? octets(route)
      : { requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } } }),
    responses: {
      [String(route.status ?? 200)]: {
        description: 'Done',
        content: { [key.endsWith('/csv') ? 'text/csv' : 'application/json']: { schema: ref(idOf('reply') ?? '') } },
      },
      default: {
        description: `A problem (RFC 9457); its code is one of ${Object.keys(problemTable).length} listed in ProblemCode.`,
        content: { 'application/problem+json': { schema: ref('ProblemDocument') } },
      },
    },
  };
}

/** A body of bytes has no schema. */
const octets = (route: Route): Json =>
  route.octets === true ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } } : {};

const ref = (id: string): Json => ({ $ref: `#/components/schemas/${id}` });

function parameters(schema: Json | undefined, place: 'path' | 'query'): readonly Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, value]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: value,
  }));
}

/** `POST /api/v1/auth/login` is `postAuthLogin`. */
function operationId(key: string): string {
  const [method = '', path = ''] = key.split(' ');
  const words = path
    .replace('/api/v1', '')
    .split(/[/:.-]+/)
    .filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

/** The schemas that `from` refers to, and those that they refer to. */
function reachable(schemas: Readonly<Record<string, Json>>, from: unknown): Record<string, Json> {
  const found: Record<string, Json> = {};
  const visit = (value: unknown): void => {
    for (const [, id = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      const schema = schemas[id];
      if (schema === undefined || found[id] !== undefined) continue;
      found[id] = schema;
      visit(schema);
    }
  };
  visit(from);
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One registry's schemas by id, referring to each other as components. */
function generate(registry: Parameters<typeof z.toJSONSchema>[0], io: 'input' | 'output'): Record<string, Json> {
  const { schemas } = z.toJSONSchema(registry as z.core.$ZodRegistry<{ id?: string | undefined }>, {
    io,
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $id: _id, $schema: _dialect, ...rest } = schema;
      return [id, rest];
    }),
  );
}
