import { palettes, type ChartTheme } from '@lumiere/charts';

/** The palette begins with its warm colour, as the product does; its colours stay as far apart as they were chosen. */
function warmFirst(colours: readonly string[]): readonly string[] {
  const [first, warm, ...rest] = colours;
  return first === undefined || warm === undefined ? colours : [warm, first, ...rest];
}

/** The page's own tokens, read from the style sheet so that each colour stands in one place. */
export function chartTokens(
  mode: ChartTheme['mode'],
): Pick<ChartTheme, 'palette' | 'text' | 'subtle' | 'grid' | 'surface' | 'font'> {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--lum-${name}`).trim();
  return {
    palette: warmFirst(palettes[mode]),
    text: token('text'),
    subtle: token('text-muted'),
    grid: token('border'),
    surface: token('surface'),
    font: token('font'),
  };
}
