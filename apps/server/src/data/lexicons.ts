import { type Lexicon, type FieldValues, lexiconSteps } from '@lumiere/ask';
import { type Checked, type FieldId, type Principal, type Query, fail, pass } from '@lumiere/contract';
import { SourceError } from '@lumiere/connectors';
import { type QueryDeps, runQuery, sourceProblem } from '../run-query.ts';
import { parseCells } from './answer-bytes.ts';
import { createLru } from './lru.ts';
import type { Sight } from './prepare.ts';
import type { Source } from './sources.ts';

/** What the words of a question may mean, by connection and by what a person may see of it. */
export interface Lexicons {
  /** The lexicon for `who`; built once for all who see the same names and rows of the same data. */
  of(source: Source, sight: Sight, who: Principal): Promise<Checked<Lexicon>>;
  /** Forgets everything of a connection. */
  forget(connection: string): void;
}

/** Fields whose values people name, and how many values are worth knowing. */
const namedRoles = new Set(['category', 'label', 'place']);
const mostNamed = 5000;
/** Free text is offered only where it turns out to be a short list. */
const mostOther = 200;
/** Fields whose values are known by name: each is a look into the source. */
const mostFields = 1000;
const atOnce = 4;
const turnMs = 10;
const timeoutMs = 10_000;
const staleMs = 10 * 60_000;

/** Makes the store; values are fetched through `runQuery` under the person's own policy, so nobody is offered what they may not see. */
export function createLexicons(deps: QueryDeps): Lexicons {
  const known = createLru<Promise<Built>>(200);
  const start = (key: string, source: Source, sight: Sight, who: Principal): Promise<Built> => {
    const built = build(deps, source, sight, who);
    known.set(key, built);
    // what could not be read now is tried again with the next question
    built.then(
      ({ complete }) => (complete ? undefined : known.delete(key)),
      () => known.delete(key),
    );
    return built;
  };
  return {
    of: async (source, sight, who) => {
      try {
        const connector = await source.open();
        // a source that cannot tell whether its data changed is read again from time to time
        const version = (await connector.dataVersion()) ?? Math.floor(deps.clock().getTime() / staleMs);
        const key = JSON.stringify([source.id, sight.key, version]);
        return pass((await (known.get(key) ?? start(key, source, sight, who))).lexicon);
      } catch (error) {
        if (error instanceof SourceError) return fail(sourceProblem(error));
        throw error;
      }
    },
    forget: (connection) => known.deleteAll(`["${connection}"`),
  };
}

interface Built {
  readonly lexicon: Lexicon;
  /** False where a field's values could not be read now. */
  readonly complete: boolean;
}

async function build(deps: QueryDeps, source: Source, { view }: Sight, who: Principal): Promise<Built> {
  const wanted = [...view.fields].flatMap(([id, { field }]) =>
    field.type === 'text'
      ? [
          {
            id,
            table: id.split('.', 1)[0] ?? '',
            most: namedRoles.has(field.role) ? mostNamed : mostOther,
            named: namedRoles.has(field.role),
          },
        ]
      : [],
  );
  // of thousands of tables, the fields that name things first
  if (wanted.length > mostFields) wanted.sort((a, b) => Number(b.named) - Number(a.named)).splice(mostFields);
  const values = new Map<FieldId, { values: readonly string[]; complete: boolean }>();
  let complete = true;
  const work = wanted[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const field of work) {
      const found = await valuesOf(deps, source, who, field);
      if (found === null) complete = false;
      else if (found.complete || field.named) values.set(field.id, found);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const sorted: FieldValues = new Map(
    wanted.flatMap(({ id }) =>
      values.has(id) ? [[id, values.get(id) ?? { values: [], complete: false }] as const] : [],
    ),
  );
  return { lexicon: await inSteps(lexiconSteps(view, sorted)), complete };
}

/** Does work step by step, and lets others go first every few milliseconds. */
async function inSteps<T>(steps: Generator<void, T, void>): Promise<T> {
  for (let turn = performance.now(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - turn < turnMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turn = performance.now();
  }
}

/** The commonest values first; null where they cannot be read, which must not stop a question that may not need them. */
async function valuesOf(
  deps: QueryDeps,
  source: Source,
  who: Principal,
  field: { readonly id: FieldId; readonly table: string; readonly most: number },
): Promise<{ readonly values: readonly string[]; readonly complete: boolean } | null> {
  const query: Query = {
    dimensions: [{ key: 'value', label: null, field: field.id, grain: null, part: null, bin: null }],
    measures: [{ key: 'times', label: null, value: { kind: 'count-rows', table: field.table } }],
    detail: false,
    from: null,
    where: null,
    having: null,
    sort: [
      { by: 'times', descending: true },
      { by: 'value', descending: false },
    ],
    limit: field.most + 1,
    limitWithin: null,
    distinct: false,
  };
  const ran = await runQuery(query, who, deps, {
    connection: source.id,
    signal: AbortSignal.timeout(timeoutMs),
    caps: { maxRows: field.most + 1, maxBytes: 8 * 1024 * 1024, timeoutMs },
    receipt: false,
  });
  if (!ran.ok) {
    deps.log.debug(
      { connection: source.id, field: field.id, problems: ran.problems },
      'The values of a field could not be read.',
    );
    return null;
  }
  const [cells = []] = parseCells(ran.value.finished.encoded.data);
  const values = cells.filter((cell): cell is string => typeof cell === 'string');
  return { values: values.slice(0, field.most), complete: cells.length <= field.most };
}
