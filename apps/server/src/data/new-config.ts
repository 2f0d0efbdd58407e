import type { TestReport } from '@lumiere/connectors';
import { type Checked, type Problem, fail, pass, problem } from '@lumiere/contract';
import type { Engines } from '../engines.ts';
import { type AnyConnectorDef, parseConfig, placeFields } from './connector-of.ts';

type Json = Readonly<Record<string, unknown>>;

/** A kind of source and a whole configuration of it. */
export interface Settings {
  readonly def: AnyConnectorDef;
  readonly config: object;
}

/** Checks a whole configuration of something new. */
export function newSettings(def: AnyConnectorDef, config: Json): Checked<Settings> {
  const parsed = parseConfig(def, config);
  return parsed.ok ? pass({ def, config: parsed.value }) : parsed;
}

/**
 * Checks another configuration of a connection. Secrets that are left out stay as they are, but not where the place they are sent to, the
 * account, or the protection on the way changes: else whoever may edit could have them sent to a server of their own.
 */
export function changedSettings(def: AnyConnectorDef, current: object, wanted: Json): Checked<Settings> {
  const now = current as Json;
  const kept = def.secrets.filter((name) => !Object.hasOwn(wanted, name) && hasValue(now[name]));
  const parsed = parseConfig(def, { ...wanted, ...Object.fromEntries(kept.map((name) => [name, now[name]])) });
  if (!parsed.ok) return parsed;
  const next = parsed.value as Json;
  const moved = placeFields(def).filter((name) => JSON.stringify(next[name]) !== JSON.stringify(now[name]));
  if (moved.length === 0 || kept.length === 0) return pass({ def, config: next });
  return fail(
    ...kept.map((name) =>
      problem('request.invalid', `\`${name}\` must be given again, because ${listed(moved)} changed.`, {
        path: `body.config.${name}`,
        hint: 'A stored secret is not sent to another place.',
      }),
    ),
  );
}

/** Whether two configurations of a kind lead to the same place. */
export const samePlace = (def: AnyConnectorDef, before: object, after: object): boolean =>
  [...placeFields(def), ...def.secrets].every(
    (name) => JSON.stringify((before as Json)[name]) === JSON.stringify((after as Json)[name]),
  );

const hasValue = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const listed = (names: readonly string[]): string =>
  names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const testMs = 60_000;

/** Tries a configuration step by step. */
export function testSettings(engines: Engines, { def, config }: Settings, signal: AbortSignal): Promise<TestReport> {
  return engines.test(def, config, AbortSignal.any([signal, AbortSignal.timeout(testMs)]));
}

/** What is wrong by a test; none where it passed. */
export const testProblems = ({ steps }: TestReport): Problem[] =>
  steps.flatMap(({ state, problem: found, message }) =>
    state === 'failed' ? [found ?? problem('source.unavailable', message)] : [],
  );
