/** Red, green and blue of `#rrggbb`, 0 to 255. */
function channels(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The colour `share` of the way from `from` to `to`, both `#rrggbb`. */
export function mix(from: string, to: string, share: number): string {
  const a = channels(from);
  const b = channels(to);
  const at = (i: 0 | 1 | 2): string =>
    Math.round(a[i] + (b[i] - a[i]) * share)
      .toString(16)
      .padStart(2, '0');
  return `#${at(0)}${at(1)}${at(2)}`;
}

/** `#rrggbb` made see-through. */
export function fade(hex: string, opacity: number): string {
  return `rgba(${channels(hex).join(',')},${opacity})`;
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** On any colour one of the two has a contrast of 4.58 or more, which holds for no black that is softer than this. */
export const inks = { light: '#ffffff', dark: '#000000' } as const;

/** Black or white ink, whichever reads better on `surface`. */
export function inkOn(surface: string): string {
  return contrast(inks.light, surface) >= contrast(inks.dark, surface) ? inks.light : inks.dark;
}

function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
