import type { z } from 'zod';
import { type Problem, problem } from '@lumiere/contract';

/** Parses one part of a request; every issue becomes a problem at its path (`body.email`) in plain words. */
export function parsePart<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  part: 'params' | 'query' | 'body',
): { readonly value: z.output<S> } | { readonly problems: readonly [Problem, ...Problem[]] } {
  const result = safely(schema, raw);
  if (result === 'too deep')
    return { problems: [problem('request.invalid', `The ${part} is nested too deeply.`, { path: part })] };
  if (result.success) return { value: result.data };
  const [first, ...rest] = result.error.issues.flatMap((issue) => words(issue, [part], raw)).slice(0, 100);
  return { problems: [first ?? problem('request.invalid', `The ${part} is not valid.`, { path: part }), ...rest] };
}

function safely<S extends z.ZodType>(schema: S, raw: unknown): z.ZodSafeParseResult<z.output<S>> | 'too deep' {
  try {
    return schema.safeParse(raw);
  } catch (error) {
    // Thousands of nested conditions end the stack; that is the sender's doing.
    if (error instanceof RangeError) return 'too deep';
    throw error;
  }
}

type Issue = z.core.$ZodIssue;

function words(issue: Issue, base: readonly PropertyKey[], raw: unknown): Problem[] {
  const at = [...base, ...issue.path];
  const path = print(at);
  const name = at.length === 1 ? `The ${path}` : `\`${print(at.slice(1))}\``;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        problem('request.invalid', `\`${key}\` is not known here; remove it.`, { path: print([...at, key]) }),
      );
    case 'invalid_type':
      return [
        problem(
          'request.invalid',
          missing(raw, issue.path) ? `${name} is missing.` : `${name} must be ${article(issue.expected)}.`,
          { path },
        ),
      ];
    case 'too_small':
      return [problem('request.invalid', `${name} must ${size(issue.origin, issue.minimum, 'least')}.`, { path })];
    case 'too_big':
      return [problem('request.invalid', `${name} must ${size(issue.origin, issue.maximum, 'most')}.`, { path })];
    case 'invalid_value':
      return [problem('request.invalid', `${name} must be ${choices(issue.values)}.`, { path })];
    case 'invalid_format':
      return [
        problem(
          'request.invalid',
          issue.format === 'email'
            ? `${name} must be an e-mail address, such as ada@example.com.`
            : `${name} ${phrase(issue.message)}.`,
          { path },
        ),
      ];
    case 'invalid_union':
      return [problem('request.invalid', `${name} has none of the forms that it may have.`, { path })];
    default:
      return [problem('request.invalid', `${name} ${phrase(issue.message)}.`, { path })];
  }
}

/** Our own messages are the end of a sentence ("must be an id such as …"); zod's begin one. */
const phrase = (message: string): string => (/^[a-z]/.test(message) ? message.replace(/\.$/, '') : 'is not valid');

function size(origin: string, bound: number | bigint, end: 'least' | 'most'): string {
  if (origin === 'string') return `have at ${end} ${bound} ${bound === 1 ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `have at ${end} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  return `be ${bound} or ${end === 'least' ? 'more' : 'less'}`;
}

const article = (kind: string): string =>
  ({
    string: 'text',
    int: 'a whole number',
    array: 'a list',
    record: 'an object',
    object: 'an object',
    boolean: 'true or false',
    null: 'null',
  })[kind] ?? `a ${kind}`;

function choices(values: readonly unknown[]): string {
  const listed = values.slice(0, 20).map((value) => JSON.stringify(value));
  return listed.length === 1 ? (listed[0] ?? '') : `one of ${listed.join(', ')}`;
}

function missing(raw: unknown, path: readonly PropertyKey[]): boolean {
  let value = raw;
  for (const key of path)
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  return value === undefined;
}

/** `['body', 'measures', 0, 'field']` is `body.measures[0].field`. */
function print(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('')
    .slice(0, 500);
}
