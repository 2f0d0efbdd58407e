import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '@lumiere/contract';
import { z } from 'zod';
import { writeDurably } from './files/durable.ts';

/** How the loads of a source went. What is in force is said by the index of its tables, not here. */
const LoadState = z.strictObject({
  format: z.literal(1),
  /** When the tables were last known to be as the source had them, in milliseconds; null before the first time. */
  loadedAt: z.number().nullable(),
  /** When that was last tried. */
  triedAt: z.number().nullable(),
  /** Since when and why it fails; null where the last load went well. */
  failing: z.strictObject({ since: z.number(), attempts: z.number().int(), problem: Problem }).nullable(),
  /** What a person must know of the whole. */
  notes: z.array(Problem),
  /** By a table's id: what the source gave to recognise it by, and how it was read. */
  tables: z.record(z.string(), z.strictObject({ mark: z.string().nullable(), reading: z.string() })),
});
export type LoadState = z.infer<typeof LoadState>;

const none: LoadState = { format: 1, loadedAt: null, triedAt: null, failing: null, notes: [], tables: {} };

/** The file that keeps the state; read again only where it was changed. */
export class LoadStateFile {
  readonly #file: string;
  #known: { readonly stamp: string; readonly state: LoadState } | null = null;

  constructor(folder: string) {
    this.#file = path.join(folder, 'load.json');
  }

  read(): LoadState {
    const found = statSync(this.#file, { throwIfNoEntry: false });
    if (found === undefined) return none;
    const stamp = `${found.ino} ${found.mtimeMs} ${found.size}`;
    if (this.#known?.stamp !== stamp) this.#known = { stamp, state: parsed(readFileSync(this.#file, 'utf8')) };
    return this.#known.state;
  }

  async write(state: LoadState): Promise<void> {
    await writeDurably(this.#file, `${JSON.stringify(state)}\n`);
  }
}

/** One that cannot be read is as none: everything is fetched once more. */
function parsed(text: string): LoadState {
  try {
    return LoadState.parse(JSON.parse(text));
  } catch {
    return none;
  }
}
