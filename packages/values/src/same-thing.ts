/** Words ahead of a name that say how it is counted or added up, not what. */
const counting = /^(?:(?:number|count|sum|total|average|mean|median|smallest|largest)(?: of)?(?: different)? )+/u;

/**
 * Whether two things, each with all its names, are one: "Categories" and "category", "Number of product categories" and "category". A
 * measure by itself says nothing, so such a pair is not to be offered as a question.
 */
export function sameThing(names: readonly string[], others: readonly string[]): boolean {
  const bare = others.map(bareName).filter((other) => other !== '');
  return names
    .map(bareName)
    .some(
      (name) =>
        name !== '' && bare.some((other) => name === other || name.endsWith(` ${other}`) || other.endsWith(` ${name}`)),
    );
}

/** Lower case and singular, without units and without words of counting. */
function bareName(name: string): string {
  const words = name
    .replaceAll(/\([^)]*\)/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return words
    .join(' ')
    .replace(counting, '')
    .replace(/[^ ]+$/u, singular);
}

function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/u.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return /(?:ches|shes|xes|sses|zes|uses)$/u.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}
