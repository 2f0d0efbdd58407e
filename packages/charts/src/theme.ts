/** Words that a chart shows besides the data's own, from the reader's message catalog. */
export interface ChartLabels {
  /** A group without a value: a missing category. */
  readonly empty: string;
  /** A measure without a value. */
  readonly noData: string;
  /** The series that holds all that are not drawn on their own. */
  readonly other: string;
  readonly total: string;
  /** Beside a period that is not over. */
  readonly partial: string;
  /** Beside a chart that draws only its largest items. */
  readonly capped: (shown: string, all: string) => string;
  /** What a distribution counts. */
  readonly rows: string;
  readonly yes: string;
  readonly no: string;
}

/** Everything a drawing takes from the page around it. Colours are `#rrggbb`. */
export interface ChartTheme {
  readonly mode: 'light' | 'dark';
  /** Series colours, in the order they are given out. */
  readonly palette: readonly string[];
  readonly text: string;
  readonly subtle: string;
  readonly grid: string;
  readonly surface: string;
  readonly font: string;
  readonly locale: string;
  /** IANA zone in which instants are shown. */
  readonly zone: string;
  readonly labels: ChartLabels;
  /** True where the reader asked for no movement. */
  readonly reducedMotion: boolean;
}

/**
 * Series colours per mode: each at least 3:1 against the surface (WCAG 1.4.11), and apart from each other for people with
 * protanopia, deuteranopia and tritanopia too (distances by the matrices of Machado et al. 2009).
 */
export const palettes: { readonly light: readonly string[]; readonly dark: readonly string[] } = {
  light: ['#4450e6', '#d4622a', '#0a968b', '#9c1f5c', '#a58100', '#571a7d', '#2c7a1c', '#586274'],
  dark: ['#7b93ff', '#f0803c', '#4fdcc4', '#d9688c', '#f5d83f', '#ae6bff', '#8fdc7e', '#a2acbe'],
};

const surfaces = {
  light: { text: '#1c2030', subtle: '#646b7d', grid: '#e8eaf0', surface: '#ffffff' },
  dark: { text: '#eceef4', subtle: '#9aa1b2', grid: '#2f333d', surface: '#1a1c22' },
};

const systemFont = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const english: ChartLabels = {
  empty: '(empty)',
  noData: 'no data',
  other: 'Other',
  total: 'Total',
  partial: 'incomplete',
  capped: (shown, all) => `Largest ${shown} of ${all} shown`,
  rows: 'Rows',
  yes: 'Yes',
  no: 'No',
};

/** The whole theme of a mode, with what the page sets itself: colours from its tokens, locale, zone, words. */
export function chartTheme(
  mode: 'light' | 'dark',
  own: Partial<Omit<ChartTheme, 'mode' | 'labels'>> & { readonly labels?: Partial<ChartLabels> } = {},
): ChartTheme {
  return {
    mode,
    palette: palettes[mode],
    ...surfaces[mode],
    locale: 'en',
    zone: 'UTC',
    reducedMotion: false,
    ...own,
    // Drawings without a browser put the font into an attribute in double quotes.
    font: (own.font ?? systemFont).replaceAll('"', "'"),
    labels: { ...english, ...own.labels },
  };
}
