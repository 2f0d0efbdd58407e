/** How text is cut into rows and cells. */
export interface CsvStyle {
  readonly delimiter: string;
  /** Empty where nothing is quoted. */
  readonly quote: string;
  readonly escape: string;
}

export interface CsvTaker {
  /** A row as it stands: a cell without quotes and without characters is null. */
  row(cells: (string | null)[]): void;
  /** A row that cannot be cut into cells, and why. */
  broken(raw: string, reason: string): void;
}

const kept = 1000;

/**
 * Cuts text that arrives in pieces into rows. Rows end with any line end outside of quotes. What cannot be cut costs one line, never the
 * rest of the file: a quote that never closes is noticed when the row has become too long, and reading goes on behind its first line.
 */
export class CsvRows {
  readonly #style: CsvStyle;
  readonly #taker: CsvTaker;
  readonly #longest: number;
  readonly #plainEnd: RegExp;
  #text = '';
  /** Lines still to be left out at the beginning. */
  #skip: number;
  /** What is dropped of a row that is too long: all up to the next line end. */
  #dropping: string | null = null;

  constructor(style: CsvStyle, taker: CsvTaker, options: { readonly skip: number; readonly longest: number }) {
    this.#style = style;
    this.#taker = taker;
    this.#longest = options.longest;
    this.#skip = options.skip;
    const mark = style.delimiter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    this.#plainEnd = new RegExp(`[${mark}\\r\\n]`, 'g');
  }

  push(text: string): void {
    this.#text = this.#text === '' ? text : this.#text + text;
    this.#cut(false);
  }

  end(): void {
    this.#cut(true);
    if (this.#dropping !== null) this.#giveDropped();
  }

  #cut(last: boolean): void {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      if (this.#dropping !== null || this.#skip > 0) {
        const next = lineEnd(text, at, last);
        if (next === null) {
          // nothing of it is kept
          if (this.#dropping !== null) at = text.endsWith('\r') ? text.length - 1 : text.length;
          break;
        }
        at = next;
        if (this.#dropping === null) this.#skip -= 1;
        else this.#giveDropped();
        continue;
      }
      const next = this.#row(text, at, last);
      if (next === null) {
        if (text.length - at <= this.#longest) break;
        const line = lineEnd(text, at, false);
        if (line === null) {
          this.#dropping = text.slice(at, at + kept);
          at = text.length;
          break;
        }
        this.#taker.broken(text.slice(at, Math.min(line, at + kept)), this.#tooLong(at, line));
        at = line;
        continue;
      }
      at = next;
    }
    this.#text = text.slice(at);
  }

  #giveDropped(): void {
    this.#taker.broken(this.#dropping ?? '', `the row is longer than ${this.#longest.toLocaleString('en')} characters`);
    this.#dropping = null;
  }

  #tooLong(from: number, line: number): string {
    return line - from > this.#longest
      ? `the row is longer than ${this.#longest.toLocaleString('en')} characters`
      : 'a quote opens and never closes';
  }

  /** Reads one row from `start`; gives where the next one begins, null where the text ends too early. */
  #row(text: string, start: number, last: boolean): number | null {
    const { delimiter, quote, escape } = this.#style;
    const cells: (string | null)[] = [];
    let at = start;
    for (;;) {
      let first = at;
      while (text[first] === ' ' && delimiter !== ' ') first += 1;
      let cell: string | null;
      if (quote !== '' && text[first] === quote) {
        const closed = this.#quoted(text, first + 1, quote, escape, last);
        if (closed === 'more') return null;
        if (closed === 'open') return this.#broken(text, start, 'a quote opens and never closes', last);
        cell = closed.cell;
        at = closed.at;
        while (text[at] === ' ' && delimiter !== ' ') at += 1;
        if (at < text.length && text[at] !== delimiter && text[at] !== '\r' && text[at] !== '\n') {
          return this.#broken(text, start, 'text follows a closing quote', last);
        }
      } else {
        this.#plainEnd.lastIndex = at;
        const end = this.#plainEnd.exec(text)?.index ?? text.length;
        if (end === text.length && !last) return null;
        cell = end === at ? null : text.slice(at, end);
        at = end;
      }
      cells.push(cell);
      if (text[at] === delimiter) {
        at += 1;
        if (at >= text.length && !last) return null;
        continue;
      }
      if (at >= text.length && !last) return null;
      // a carriage return at the very end may have its line feed in the next piece
      if (text[at] === '\r' && at + 1 >= text.length && !last) return null;
      this.#taker.row(cells);
      return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
    }
  }

  #quoted(
    text: string,
    from: number,
    quote: string,
    escape: string,
    last: boolean,
  ): { readonly cell: string; readonly at: number } | 'more' | 'open' {
    let cell = '';
    let at = from;
    for (;;) {
      const close = text.indexOf(quote, at);
      const escaped = escape === quote || escape === '' ? -1 : text.indexOf(escape, at);
      if (escaped >= 0 && (close < 0 || escaped < close)) {
        if (escaped + 1 >= text.length) return last ? 'open' : 'more';
        const next = text[escaped + 1] ?? '';
        cell += text.slice(at, escaped) + (next === quote || next === escape ? next : escape + next);
        at = escaped + 2;
        continue;
      }
      if (close < 0) return last ? 'open' : 'more';
      if (close + 1 >= text.length && !last) return 'more';
      if (escape === quote && text[close + 1] === quote) {
        cell += text.slice(at, close + 1);
        at = close + 2;
        continue;
      }
      return { cell: cell + text.slice(at, close), at: close + 1 };
    }
  }

  /** Gives up the first line of a row; what was taken for more of it is read again. */
  #broken(text: string, start: number, reason: string, last: boolean): number | null {
    const next = lineEnd(text, start, last);
    if (next === null) return null;
    this.#taker.broken(
      text
        .slice(start, next)
        .replace(/[\r\n]+$/, '')
        .slice(0, kept),
      reason,
    );
    return next;
  }
}

/** Where the line after the one at `from` begins; null where it is not known yet. */
function lineEnd(text: string, from: number, last: boolean): number | null {
  const feed = text.indexOf('\n', from);
  const back = text.indexOf('\r', from);
  if (back >= 0 && (feed < 0 || back < feed)) {
    if (back + 1 >= text.length && !last) return null;
    return text[back + 1] === '\n' ? back + 2 : back + 1;
  }
  if (feed >= 0) return feed + 1;
  return last ? text.length : null;
}
