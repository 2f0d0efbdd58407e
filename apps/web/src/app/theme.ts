import {
  createTheme,
  defaultVariantColorsResolver,
  type ActionIconProps,
  type ButtonProps,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MenuProps,
  type TooltipProps,
  type VariantColorsResolver,
} from '@mantine/core';

const sun: MantineColorsTuple = [
  '#fff8eb',
  '#fdf3de',
  '#fdecc4',
  '#f8cf7c',
  '#f5b03a',
  '#e8930f',
  '#c97508',
  '#b45309',
  '#98480a',
  '#6e3410',
];
const stone: MantineColorsTuple = [
  '#faf8f4',
  '#f5f2eb',
  '#e8e3d8',
  '#d6cfc1',
  '#b9b0a2',
  '#958b7c',
  '#6f6659',
  '#5c5449',
  '#3a3228',
  '#1f1a14',
];
const night: MantineColorsTuple = [
  '#f4efe6',
  '#bdb4a6',
  '#a0978a',
  '#7d7466',
  '#433e37',
  '#2d2a25',
  '#25221e',
  '#1b1916',
  '#161412',
  '#131110',
];

/** Buttons take their colours from the tokens, so that both schemes keep their contrast. */
const variants: VariantColorsResolver = (input) => {
  const danger = input.color === 'danger';
  const hoverColor = danger ? 'var(--lum-danger)' : 'var(--lum-text)';
  switch (input.variant) {
    case 'filled':
      return danger
        ? {
            background: 'var(--lum-danger)',
            hover: 'var(--lum-danger-hover)',
            color: 'var(--lum-on-danger)',
            border: '1px solid transparent',
          }
        : {
            background: 'var(--lum-primary)',
            hover: 'var(--lum-primary-hover)',
            color: 'var(--lum-on-primary)',
            border: '1px solid transparent',
          };
    case 'default':
      return {
        background: 'var(--lum-surface)',
        hover: 'var(--lum-hover)',
        color: danger ? 'var(--lum-danger)' : 'var(--lum-text)',
        border: '1px solid var(--lum-border-strong)',
      };
    case 'subtle':
      return {
        background: 'transparent',
        hover: danger ? 'var(--lum-danger-soft)' : 'var(--lum-hover)',
        color: danger ? 'var(--lum-danger)' : 'var(--lum-text-muted)',
        hoverColor,
        border: '1px solid transparent',
      };
    default:
      return defaultVariantColorsResolver(input);
  }
};

export const theme = createTheme({
  colors: { sun, gray: stone, dark: night },
  primaryColor: 'sun',
  primaryShade: { light: 7, dark: 4 },
  fontFamily: 'var(--lum-font)',
  fontFamilyMonospace: 'var(--lum-mono)',
  headings: { fontFamily: 'var(--lum-font)', fontWeight: '640' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '14px', xl: '20px' },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1rem', xl: '1.1875rem' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver: variants,
  // by name, as importing the components for it would put every one of them into the shell
  components: {
    Button: { defaultProps: { size: 'sm', variant: 'filled' } satisfies Partial<ButtonProps> },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 'lg' } satisfies Partial<ActionIconProps> },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    // beside what they belong to, so that they stay inside the page's landmarks and in reading order
    Menu: {
      defaultProps: {
        shadow: 'md',
        withInitialFocusPlaceholder: false,
        withinPortal: false,
        transitionProps: { transition: 'pop', duration: 120 },
      } satisfies Partial<MenuProps>,
    },
    Tooltip: {
      defaultProps: {
        withinPortal: false,
        openDelay: 250,
        withArrow: false,
        events: { hover: true, focus: true, touch: false },
        multiline: true,
        maw: 280,
      } satisfies Partial<TooltipProps>,
    },
  },
});

/** The kit's own variables bound to ours; its dimmed and placeholder greys miss the contrast that WCAG AA asks for. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--lum-page)',
    '--mantine-color-text': 'var(--lum-text)',
    '--mantine-color-dimmed': 'var(--lum-text-muted)',
    '--mantine-color-placeholder': 'var(--lum-text-faint)',
    '--mantine-color-anchor': 'var(--lum-link)',
    '--mantine-color-error': 'var(--lum-danger)',
    '--mantine-color-default': 'var(--lum-surface)',
    '--mantine-color-default-hover': 'var(--lum-hover)',
    '--mantine-color-default-color': 'var(--lum-text)',
    '--mantine-color-default-border': 'var(--lum-control-border)',
    '--mantine-color-disabled': 'var(--lum-sunken)',
    '--mantine-color-disabled-color': 'var(--lum-text-faint)',
    '--mantine-primary-color-filled': 'var(--lum-focus)',
    '--mantine-shadow-md': 'var(--lum-shadow-3)',
  };
  return { variables: {}, light: shared, dark: shared };
};
