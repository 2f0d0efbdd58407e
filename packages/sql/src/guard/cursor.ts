import type { Grammar } from './grammar.ts';
import { limits } from './limits.ts';
import { isReserved } from './keywords.ts';
import { Refusal } from './refusal.ts';
import type { Token } from './tokenize.ts';
import type { Expr, Name, Query } from './tree.ts';

/** The two things that hold everything, themselves too; handed in, so that the files of the parser stand in no circle. */
export interface Whole {
  readonly expression: (c: Cursor, min: number) => Expr;
  readonly query: (c: Cursor) => Query;
}

/** The place in the words of a statement where the parser stands. It never goes back. */
export class Cursor {
  readonly grammar: Grammar;
  readonly #tokens: readonly Token[];
  readonly #whole: Whole;
  #index = 0;
  #depth = 0;
  #sources = 0;

  constructor(tokens: readonly Token[], grammar: Grammar, whole: Whole) {
    this.#tokens = tokens;
    this.grammar = grammar;
    this.#whole = whole;
  }

  /** An expression of operators that bind at least as tightly as `min`. */
  expression(min = 0): Expr {
    return this.#whole.expression(this, min);
  }

  /** Expressions between commas. */
  expressions(): readonly Expr[] {
    const list = [this.expression()];
    while (this.take(',')) list.push(this.expression());
    return list;
  }

  /** A query with all that may stand around its select statements. */
  query(): Query {
    return this.#whole.query(this);
  }

  get token(): Token {
    return this.peek(0);
  }

  get ended(): boolean {
    return this.token.kind === 'end';
  }

  peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] ?? nothing;
  }

  /** The token after the bracket that closes the one `ahead`. */
  afterBracket(ahead: number): Token {
    return this.#tokens[this.peek(ahead).close + 1] ?? nothing;
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }

  /** Whether these words or signs come next. */
  at(...words: readonly string[]): boolean {
    for (let i = 0; i < words.length; i += 1) if (this.peek(i).word !== words[i]) return false;
    return true;
  }

  atAny(words: ReadonlySet<string>): boolean {
    const { word } = this.token;
    return word !== '' && words.has(word);
  }

  /** Goes past these words if they come next. */
  take(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.#index += words.length;
    return true;
  }

  takeAny<T extends string>(words: readonly T[]): T | null {
    const found = words.find((word) => word === this.token.word) ?? null;
    if (found !== null) this.#index += 1;
    return found;
  }

  expect(...words: readonly string[]): Token {
    const { token } = this;
    if (!this.take(...words)) throw this.unexpected(`\`${words.join(' ')}\``);
    return token;
  }

  /** The refusal of what stands here instead of `wanted`. */
  unexpected(wanted: string): Refusal {
    const { token } = this;
    const found =
      token.kind === 'end'
        ? 'the end of the statement'
        : token.kind === 'string'
          ? 'a string'
          : `\`${token.text.slice(0, 40)}\``;
    return new Refusal(token.at, `Expected ${wanted}, found ${found}.`);
  }

  /** A name; words that the language needs must be quoted. */
  name(what = 'a name'): Name {
    const { token } = this;
    if (token.kind === 'word' && isReserved(token.word)) {
      throw new Refusal(
        token.at,
        `Expected ${what}, found the keyword \`${token.text}\`.`,
        `A name that is a keyword is quoted: ${this.grammar.quoteName(token.text)}.`,
      );
    }
    return this.label(what);
  }

  /** A name where no keyword can stand, such as after `as` or a dot. */
  label(what = 'a name'): Name {
    const { token } = this;
    if (token.kind !== 'word' && token.kind !== 'name') throw this.unexpected(what);
    // engines cut longer names, so that two could become one
    if (
      token.text.length > limits.name ||
      (/[^ -~]/.test(token.text) && new TextEncoder().encode(token.text).length > limits.name)
    )
      throw new Refusal(token.at, `The name is longer than ${limits.name} bytes.`, 'Choose a shorter one.');
    this.#index += 1;
    return { text: token.kind === 'name' ? token.text : this.grammar.bareName(token.text), at: token.at };
  }

  /** Something that may hold itself, which is counted so that the stack does not overflow. */
  deeper<T>(work: () => T): T {
    if (this.#depth >= limits.depth * 2) {
      throw new Refusal(
        this.token.at,
        `The statement is nested more than ${limits.depth} deep.`,
        'Use `with` for the inner parts.',
      );
    }
    this.#depth += 1;
    const value = work();
    this.#depth -= 1;
    return value;
  }

  /** Counts what reads rows. */
  source(at: number): void {
    this.#sources += 1;
    if (this.#sources > limits.sources)
      throw new Refusal(at, `The statement reads more than ${limits.sources} tables and sub-queries.`, 'Split it.');
  }
}

const nothing: Token = { kind: 'end', text: '', word: '', at: 0, close: -1 };
