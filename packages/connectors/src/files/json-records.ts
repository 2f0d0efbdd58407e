/** Gets each record of a JSON document as text on one line. */
export type TakeRecord = (text: string) => void;

/** A document that ends in the middle, or holds no list where one was expected. */
export class JsonShapeError extends Error {}

interface Level {
  readonly list: boolean;
  key: string | null;
}

/**
 * Finds the records of a JSON document that arrives in pieces, without building it: the elements of the list that `path` leads to, or, where
 * the document is no list and `path` is empty, each value at the top. Nothing is kept but the record that is being read.
 */
export class JsonRecords {
  readonly #path: readonly string[];
  readonly #take: TakeRecord;
  readonly #longest: number;
  readonly #levels: Level[] = [];
  #text = '';
  #at = 0;
  /** Where the current record began and how many levels there were; null between records. */
  #record: { start: number; depth: number; inner: number } | null = null;
  #seen = 0;
  #found = false;
  /** A record that is too long is not kept. */
  #cut = false;
  /** Gets the document piece by piece with `0` in the place of each record; null where nobody asks. */
  readonly #around: ((text: string) => void) | null;
  /** How far that was told. */
  #told = 0;

  constructor(
    path: readonly string[],
    take: TakeRecord,
    longest: number,
    around: ((text: string) => void) | null = null,
  ) {
    this.#path = path;
    this.#take = take;
    this.#longest = longest;
    this.#around = around;
  }

  get records(): number {
    return this.#seen;
  }

  push(piece: string): void {
    this.#text = this.#text === '' ? piece : this.#text + piece;
    this.#read(false);
    if (this.#record !== null && this.#at - this.#record.start > this.#longest) {
      this.#cut = true;
      this.#record.start = this.#at;
    }
    if (this.#text.length - this.#at > this.#longest)
      throw new JsonShapeError('A single text in the document is too long to be read.');
    const from = this.#record?.start ?? this.#at;
    if (this.#record === null) this.#tell(this.#at);
    this.#text = this.#text.slice(from);
    this.#at -= from;
    this.#told = 0;
    if (this.#record !== null) this.#record.start = 0;
  }

  end(): void {
    this.#read(true);
    if (this.#record === null) this.#tell(this.#at);
    if (this.#record !== null || this.#levels.length > 0)
      throw new JsonShapeError('The document ends before its last bracket closes.');
    if (!this.#found && this.#path.length > 0) throw new JsonShapeError(`There is no list at ${this.#path.join('.')}.`);
  }

  #read(last: boolean): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === 34) {
        const end = stringEnd(text, this.#at + 1);
        if (end < 0) {
          if (last) throw new JsonShapeError('The document ends in the middle of a text.');
          // the beginning of a text is found again with the next piece
          this.#start();
          return;
        }
        this.#start();
        const level = this.#levels.at(-1);
        if (this.#record === null && level !== undefined && !level.list) this.#key(text.slice(this.#at, end), level);
        this.#at = end;
        this.#scalarEnd();
        continue;
      }
      if (code === 123 || code === 91) this.#open(code === 91);
      else if (code === 125 || code === 93) this.#close(code === 93);
      else if (code === 44 || code === 58 || code <= 32 || code === 0xfeff) {
        this.#scalarEnd();
        this.#at += 1;
      } else {
        this.#start();
        // a number or a word, up to whatever may follow one
        scalar.lastIndex = this.#at;
        const end = scalar.exec(text)?.index ?? text.length;
        if (end === text.length && !last) return;
        this.#at = end;
        this.#scalarEnd();
      }
    }
  }

  /** True where a value that begins here is a record. */
  #target(): boolean {
    const depth = this.#levels.length;
    if (this.#path.length === 0) return depth === 0 || (depth === 1 && this.#levels[0]?.list === true);
    if (depth !== this.#path.length + 1 || this.#levels[depth - 1]?.list !== true) return false;
    return this.#path.every((key, i) => this.#levels[i]?.list === false && this.#levels[i]?.key === key);
  }

  #start(): void {
    if (this.#record !== null || !this.#target()) return;
    this.#tell(this.#at);
    this.#around?.('0');
    this.#record = { start: this.#at, depth: this.#levels.length, inner: 0 };
  }

  #tell(end: number): void {
    if (this.#around !== null && end > this.#told) this.#around(this.#text.slice(this.#told, end));
    this.#told = end;
  }

  #open(list: boolean): void {
    // the list at the top holds the records; any other value there is one
    const holder = this.#path.length === 0 && list && this.#levels.length === 0;
    if (!holder) this.#start();
    if (this.#record === null) {
      this.#levels.push({ list, key: null });
      if (this.#target()) this.#found = true;
    } else this.#record.inner += 1;
    this.#at += 1;
  }

  #close(list: boolean): void {
    this.#scalarEnd();
    if (this.#record === null) {
      const level = this.#levels.pop();
      if (level === undefined || level.list !== list)
        throw new JsonShapeError('A bracket closes that was never opened.');
      this.#at += 1;
      return;
    }
    this.#record.inner -= 1;
    this.#at += 1;
    if (this.#record.inner === 0) this.#give();
  }

  #scalarEnd(): void {
    if (this.#record !== null && this.#record.inner === 0 && this.#at > this.#record.start) this.#give();
  }

  #give(): void {
    if (this.#record === null) return;
    const text = this.#text.slice(this.#record.start, this.#at);
    this.#record = null;
    this.#told = this.#at;
    this.#seen += 1;
    // what stands for it is no JSON, so that it is set aside like every other damaged record
    this.#take(this.#cut ? 'a record that is too long' : text.replace(breaks, ' '));
    this.#cut = false;
  }

  #key(text: string, level: Level): void {
    try {
      level.key = String(JSON.parse(text));
    } catch {
      level.key = null;
    }
  }
}

const scalar = /[\s,:{}[\]"]/g;
// eslint-disable-next-line no-control-regex
const breaks = /[\u0000-\u001f]/g;

/** The place behind the closing quote; -1 where it is not there yet. */
function stringEnd(text: string, from: number): number {
  for (let at = from; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return -1;
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
