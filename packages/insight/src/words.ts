import { hasDigit } from './check-narrative.ts';

/** A label inside a sentence: `Revenue` becomes `revenue`, `SKU` stays. Digits cannot be proved in words, so such a label gives way to `otherwise`. */
export function inline(label: string, otherwise: string): string {
  const plain = label.trim();
  if (plain === '' || hasDigit(plain)) return otherwise;
  return /^\p{Lu}\p{Ll}/u.test(plain) ? plain.charAt(0).toLowerCase() + plain.slice(1) : plain;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether a label names many things (`orders`), so that it takes "most" and "were". `Number of orders` is one number. */
export function isPlural(label: string): boolean {
  const head = label.toLowerCase().split(/ (?:of|per|by|in|for|with) /)[0] ?? '';
  if (/^(average|avg|mean|median|total|sum|minimum|maximum|min|max|share|percent)\b/.test(head)) return false;
  return /[^siu]s$/.test(head) || /(ies|sses)$/.test(head);
}

/** `has the highest revenue, at` or `has the most orders:`, with the spaces that a figure needs around it. */
export function superlative(label: string, high: boolean): string {
  if (!isPlural(label)) return ` has the ${high ? 'highest' : 'lowest'} ${label}, at `;
  return ` has the ${high ? 'most' : 'fewest'} ${label}: `;
}

const numerals = ['zero', 'one', 'two', 'three', 'four', 'five'] as const;
export const numeral = (count: 2 | 3 | 4 | 5): string => numerals[count];
