import type { Model, SqlAnswer } from '@lumiere/contract';
import { median } from './figures.ts';
import { openProduct } from './ours.ts';

/** What hand-written SQL costs before it runs, over HTTP, in milliseconds. */
export interface GuardFigures {
  /** The median of statements of 2 KB that were never seen before: the guard and all else before the engine. */
  readonly fresh: number;
  /** The same statement again. */
  readonly repeated: number;
  /** The slowest refusal of 64 KB of hostile text, from request to reply, one at a time. */
  readonly hostile: number;
  /** How long the server let somebody else wait at most while several such texts came at once. */
  readonly waited: number;
}

export const guardBars: GuardFigures = { fresh: 5, repeated: 0.1, hostile: 150, waited: 150 };

const rounds = 400;
const size = 63_000;
const pieces = [
  '1+',
  '(',
  "'a'||",
  'case when ',
  'x(',
  'union select 1 ',
  'a.b,',
  'not ',
  '/**/',
  "'",
  'é',
  ', orders',
];

/** Asks the built product with its sample data. */
export async function benchGuard(): Promise<GuardFigures> {
  const product = await openProduct();
  const send = async <T>(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; ms: number; body: T }> => {
    const began = performance.now();
    const reply = await fetch(`${product.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${product.key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    // our own server's reply, of the contract's type
    return { status: reply.status, ms: performance.now() - began, body: JSON.parse(text) as T };
  };
  try {
    const { body: list } = await send<{ items: readonly { id: string }[] }>('GET', '/connections');
    const id = list.items[0]?.id ?? '';
    // the sample is loaded by the first who asks
    await send('POST', `/connections/${id}/sql`, { sql: 'select 1' });
    const { body } = await send<{ model: Model }>('GET', `/connections/${id}/model`);
    const run = (sql: string) => send<SqlAnswer>('POST', `/connections/${id}/sql`, { sql });
    const fresh: number[] = [];
    const repeated: number[] = [];
    for (let i = 0; i < rounds; i += 1) {
      const sql = statement(body.model, i);
      for (const to of [fresh, repeated]) {
        const { status, body: answer } = await run(sql);
        if (status !== 200) throw new Error(`a statement of the bench was refused: ${JSON.stringify(answer)}`);
        // the first ones come while code is still being compiled
        if (i >= rounds / 3) to.push(answer.timings.plan);
      }
    }
    const texts = pieces.map((piece) => `select 1 ${piece.repeat(size)}`.slice(0, size));
    await run(texts[0] ?? '');
    const refusals: number[] = [];
    for (const text of texts) {
      const { status, ms } = await run(text);
      if (status !== 422) throw new Error(`hostile text was answered with ${status}`);
      refusals.push(ms);
    }
    let over = false;
    const storm = Promise.all(texts.map(run)).finally(() => (over = true));
    const waits: number[] = [];
    while (!over) waits.push((await send('GET', '/me')).ms);
    await storm;
    return {
      fresh: round(median(fresh)),
      repeated: round(median(repeated)),
      hostile: round(Math.max(...refusals)),
      waited: round(Math.max(...waits)),
    };
  } finally {
    await product.close();
  }
}

/** A statement of 2 KB over a table of the model, another one for every `i`. */
function statement({ tables }: Model, i: number): string {
  const table = tables.find(({ fields }) => fields.some(({ type }) => type === 'integer')) ?? tables[0];
  const column = table?.fields.find(({ type }) => type === 'integer')?.column ?? '1';
  const parts: string[] = [];
  for (let n = 0; parts.join(', ').length < 1900; n += 1)
    parts.push(
      `sum(case when t.${column} between ${n + i} and ${n + i + 10} then coalesce(t.${column}, 0) * ${n} end) as c${n}`,
    );
  return `select ${parts.join(', ')} from ${table?.source.name ?? 'orders'} t where t.${column} > ${i}`;
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;
