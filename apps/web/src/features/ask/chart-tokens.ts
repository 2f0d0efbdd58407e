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
  const probe = document.body.appendChild(document.createElement('span'));
  // a transition would give the colour it starts from
  probe.style.setProperty('transition', 'none', 'important');
  const colour = (name: string) => {
    probe.style.color = `var(--lum-${name})`;
    return hexOf(getComputedStyle(probe).color);
  };
  const tokens = {
    palette: warmFirst(palettes[mode]),
    text: colour('text'),
    subtle: colour('text-muted'),
    grid: colour('border'),
    surface: colour('surface'),
    font: getComputedStyle(document.documentElement).getPropertyValue('--lum-font').trim(),
  };
  probe.remove();
  return tokens;
}

/** `#rrggbb` of a computed `rgb(…)`; however the style sheet was written or shortened, the browser computes this form. */
export function hexOf(colour: string): string {
  const channels = colour.match(/\d+/g)?.slice(0, 3) ?? [];
  return channels.length < 3
    ? colour
    : `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}`;
}
