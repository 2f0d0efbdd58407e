import type { ColumnProfile } from '@lumiere/contract';
import type { ImportEngine } from './import-engine.ts';

/** Characters of a text that its shape is made of. */
const looked = 60;
/** Shapes kept in memory; where there are more, the engine counts them, which is slower and needs no room. */
const mostShapes = 100_000;
const shown = 10;

/** How a text looks: `A` for capitals, `a` for small letters, `9` for digits, a run of them once; all else as it stands. */
export function shapeOf(text: string): string {
  let shape = '';
  let last = '';
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 127)
      return text
        .replace(/\p{Lu}+/gu, 'A')
        .replace(/\p{Ll}+/gu, 'a')
        .replace(/[0-9]+/g, '9');
    const sign = code >= 97 && code <= 122 ? 'a' : code >= 65 && code <= 90 ? 'A' : code >= 48 && code <= 57 ? '9' : '';
    if (sign === '') shape += text[i];
    else if (sign !== last) shape += sign;
    last = sign;
  }
  return shape;
}

/** The commonest shapes of the texts `v` of a table with their counts `n`. Ten times as quick here as by the engine's expressions. */
export async function commonestShapes(from: string, engine: ImportEngine): Promise<ColumnProfile['patterns']> {
  const counts = new Map<string, number>();
  const result = await engine.connection.stream(
    `select left(v, ${looked}) as v, n::double as n from ${from} where v is not null`,
  );
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const [texts, times] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let i = 0; i < chunk.rowCount; i += 1) {
      // the statement says that the first is text and the second a double
      const shape = shapeOf(texts.getItem(i) as string);
      counts.set(shape, (counts.get(shape) ?? 0) + (times.getItem(i) as number));
    }
    if (counts.size > mostShapes) return countedByEngine(from, engine);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, shown)
    .map(([pattern, count]) => ({ pattern, count }));
}

async function countedByEngine(from: string, engine: ImportEngine): Promise<ColumnProfile['patterns']> {
  const shape = `regexp_replace(regexp_replace(regexp_replace(left(v, ${looked}), '\\p{Lu}+', 'A', 'g'), '\\p{Ll}+', 'a', 'g'), '[0-9]+', '9', 'g')`;
  const rows = await engine.rows(
    `select ${shape} as shape, sum(n)::double from ${from} where v is not null group by 1 order by 2 desc, 1 limit ${shown}`,
  );
  return rows.map(([pattern, count]) => ({ pattern: String(pattern), count: Number(count) }));
}
