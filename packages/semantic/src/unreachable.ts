/** The end of a switch over a union: a case that was forgotten fails to compile here. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
