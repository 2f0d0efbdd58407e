/** How a dialect writes text down, for the tokenizer. */
export interface Lexis {
  /** Opening and closing quote of a name. */
  readonly nameQuotes: Readonly<Record<string, string>>;
  readonly stringQuotes: ReadonlySet<string>;
  /** `\'` inside every string. */
  readonly backslashes: boolean;
  /** `E'…'` with backslashes. */
  readonly escapeStrings: boolean;
  /** `$tag$ … $tag$` */
  readonly dollarQuotes: boolean;
  readonly nestedComments: boolean;
  readonly hashComments: boolean;
  /** `x'00ff'` for bytes. */
  readonly hexStrings: boolean;
  /** `0xff` as a number, or as bytes. */
  readonly hexNumbers: 'number' | 'blob' | null;
  /** `--` begins a comment only before a space. */
  readonly dashNeedsSpace: boolean;
  /** Signs of one to three characters beside the common ones. */
  readonly signs: ReadonlySet<string>;
}

/** How tightly things bind: what binds more tightly has the larger number. */
export interface Ranks {
  readonly or: number;
  readonly and: number;
  readonly not: number;
  readonly is: number;
  /** `in`, `like` */
  readonly predicate: number;
  readonly between: number;
  /** `~` before its operand, which binds as other signs do on some engines. */
  readonly tilde: number;
  readonly unary: number;
  readonly collate: number;
  readonly zone: number;
  /** Every operator between two values. */
  readonly infix: ReadonlyMap<string, number>;
}

/** What a dialect has that others lack. A statement that uses what is false here is refused in words. */
export interface Features {
  readonly lateral: boolean;
  readonly groupingSets: boolean;
  readonly withRollup: boolean;
  readonly distinctOn: boolean;
  readonly qualify: boolean;
  readonly everything: boolean;
  readonly fromFirst: boolean;
  readonly lists: boolean;
  readonly arrays: boolean;
  readonly doubleColon: boolean;
  readonly tryCast: boolean;
  readonly zones: boolean;
  readonly ilike: boolean;
  readonly glob: boolean;
  readonly regexp: boolean;
  readonly similar: boolean;
  readonly isAnything: boolean;
  readonly filter: boolean;
  readonly nestedSets: boolean;
  readonly limitComma: boolean;
  readonly fetchFirst: boolean;
  readonly separator: boolean;
  readonly valuesRow: boolean;
  readonly materialized: boolean;
  readonly intervals: 'none' | 'text' | 'unit' | 'both';
  readonly semiJoins: boolean;
  readonly ordinality: boolean;
  readonly symmetric: boolean;
  readonly groupsFrame: boolean;
  readonly aliasColumns: boolean;
}

/** The functions of a dialect that read nothing but their arguments. */
export interface Functions {
  readonly values: ReadonlySet<string>;
  /** Functions that can stand in `from`, with the columns that they give; null names the one column as the function itself. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** What the clock shows, without brackets. */
  readonly now: ReadonlySet<string>;
  /** Those whose answer changes with the clock: always, or where they have fewer arguments than this. */
  readonly volatile: ReadonlyMap<string, number>;
  /** Names without brackets that tell of the session, which is nobody's business. */
  readonly session: ReadonlySet<string>;
  /** Functions whose first argument is a unit without quotes. */
  readonly unitFirst: ReadonlySet<string>;
}

/** Everything that the guard knows of a dialect. */
export interface Grammar {
  readonly name: 'duckdb' | 'sqlite' | 'postgres' | 'mysql';
  readonly title: string;
  readonly lexis: Lexis;
  readonly ranks: Ranks;
  readonly features: Features;
  readonly functions: Functions;
  /** Names of types that a value may be cast to, of one or more words. */
  readonly types: ReadonlySet<string>;
  readonly collations: ReadonlySet<string>;
  /** A name without quotes as the dialect keeps it. */
  readonly bareName: (name: string) => string;
  /** The form of a name that equal names share. */
  readonly folded: (name: string) => string;
  readonly quoteName: (name: string) => string;
  readonly quoteString: (text: string) => string;
  /** The name that the engine gives a column of this function without an alias; null where it is put together from the text. */
  readonly callName: (name: string) => string | null;
}
