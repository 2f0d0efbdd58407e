import { open, type FileHandle } from 'node:fs/promises';

/** Writes rows as CSV in the one form that the engine reads back without a doubt: every text in quotes, a missing cell as nothing. */
export class RowWriter {
  readonly #file: FileHandle;
  #text = '';
  rows = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<RowWriter> {
    return new RowWriter(await open(path, 'w'));
  }

  /** Cells of the row; true where `flush` should be awaited soon. */
  put(cells: readonly (string | null)[], width: number): boolean {
    let line = '';
    for (let i = 0; i < width; i += 1) {
      const cell = cells[i] ?? null;
      if (i > 0) line += ',';
      if (cell !== null) line += cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : `"${cell}"`;
    }
    // a single missing cell would be a blank line
    this.#text += `${line}\n`;
    this.rows += 1;
    return this.#text.length > 1_000_000;
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '') await this.#file.write(text);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file.close();
  }
}
