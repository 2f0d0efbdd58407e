/** What a hand-written statement may cost before anything looks at its meaning. */
export const limits = {
  /** Bytes of UTF-8. */
  bytes: 64 * 1024,
  tokens: 16_000,
  /** Brackets and sub-expressions within each other. */
  depth: 64,
  /** Bytes of a name. */
  name: 63,
  /** Bytes of the name of a sub-query in `with`, which may be made longer when printed. */
  cteName: 50,
  /** Bytes up to which a statement is best looked at where it arrives; longer ones belong in a worker. */
  inline: 8 * 1024,
  /** Operators in one row without brackets: `1 + 1 + …`. */
  chain: 500,
  /** Tables, sub-queries and functions in one statement. */
  sources: 200,
  /** Problems that are told at once. */
  problems: 20,
  /** Rows that a series with constant bounds may have. */
  series: 1_000_000,
  /** Characters that a function may make of nothing. */
  padding: 10_000,
  /** Characters that functions within each other may make, see `textSize`. */
  text: 1_000_000,
} as const;
