import { describe, expect, it } from 'vitest';
import { contrast, inkOn, mix } from './colour.ts';
import { chartTheme, palettes } from './theme.ts';

describe('palettes', () => {
  it.each(['light', 'dark'] as const)('%s stands out from its surface, its text more so', (mode) => {
    const theme = chartTheme(mode);
    for (const colour of palettes[mode]) expect(contrast(colour, theme.surface)).toBeGreaterThanOrEqual(3);
    expect(contrast(theme.text, theme.surface)).toBeGreaterThanOrEqual(7);
    expect(contrast(theme.subtle, theme.surface)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['light', 'dark'] as const)('%s has eight colours that differ', (mode) => {
    expect(new Set(palettes[mode]).size).toBe(8);
  });
});

describe('colour', () => {
  it('black on white is the greatest contrast', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#777777')).toBe(1);
  });

  it('mixes by share and chooses the ink that reads', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
    expect(inkOn('#ffffff')).toBe('#000000');
    expect(inkOn('#202020')).toBe('#ffffff');
  });
});
