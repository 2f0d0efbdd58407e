/** A source's own SQL, asked function by function; a new dialect is a file that answers all of it. */
export interface Dialect {
  readonly name: string;
}
