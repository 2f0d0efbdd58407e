/** The most earlier questions that the contract lets a question carry. */
const longest = 10;

/** Ids of earlier answers from the address, oldest first. */
export function threadOf(after: string | undefined): readonly string[] {
  return (after ?? '')
    .split(',')
    .filter((id) => /^ans_[0-9a-z]+$/.test(id))
    .slice(-longest);
}

/** The address's form of a thread; nothing where it is empty. */
export function threadParam(ids: readonly string[]): { readonly after?: string } {
  const last = ids.slice(-longest);
  return last.length > 0 ? { after: last.join(',') } : {};
}
