import { open, type FileHandle } from 'node:fs/promises';

/** Records on their way to disk, one a line, with a way back to where a page began. */
export class RecordFile {
  readonly #file: FileHandle;
  #text: string[] = [];
  #length = 0;
  #bytes = 0;
  rows = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<RecordFile> {
    return new RecordFile(await open(path, 'w'));
  }

  /** Takes a record; true where `flush` should be awaited soon. */
  put(record: string): boolean {
    this.#text.push(record, '\n');
    this.#length += record.length;
    this.rows += 1;
    return this.#length > 1_000_000;
  }

  async flush(): Promise<void> {
    if (this.#text.length === 0) return;
    const piece = Buffer.from(this.#text.join(''));
    this.#text = [];
    this.#length = 0;
    await this.#file.write(piece, 0, piece.length, this.#bytes);
    this.#bytes += piece.length;
  }

  /** Where the file stands now. */
  async mark(): Promise<{ readonly bytes: number; readonly rows: number }> {
    await this.flush();
    return { bytes: this.#bytes, rows: this.rows };
  }

  /** Gives up what came after the mark. */
  async rewind({ bytes, rows }: { readonly bytes: number; readonly rows: number }): Promise<void> {
    this.#text = [];
    this.#length = 0;
    await this.#file.truncate(bytes);
    this.#bytes = bytes;
    this.rows = rows;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file.close();
  }
}
