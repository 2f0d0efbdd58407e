import type { Drawn } from './drawing.ts';

/** An axis from `min` to `max` with a line every `interval`. */
interface Scale extends Readonly<Record<string, number>> {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

const mostSteps = 7;
const roundSteps = [1, 2, 2.5, 5, 10];

/**
 * Scales of two axes whose zeros, and with them all lines, lie at one height; null where nothing is below zero, so that both begin there
 * anyway. Of all ways to put up to seven steps above and below, the one that leaves the least of both axes unused.
 */
export function sharedZero(left: Drawn, right: Drawn): readonly [Scale, Scale] | null {
  const [one, other] = [reachOf(left), reachOf(right)];
  if (one.below === 0 && other.below === 0) return null;
  let best: { readonly scales: readonly [Scale, Scale]; readonly used: number } | null = null;
  for (let below = 1; below < mostSteps; below++) {
    for (let above = 0; above + below <= mostSteps; above++) {
      const scales = [scaleOf(one, below, above), scaleOf(other, below, above)] as const;
      const [first, second] = scales;
      if (first === null || second === null) continue;
      const used = (share(one, first) + share(other, second)) / 2 - 0.01 * Math.abs(below + above - 5);
      if (best === null || used > best.used) best = { scales: [first, second], used };
    }
  }
  return best?.scales ?? null;
}

interface Reach {
  readonly below: number;
  readonly above: number;
  readonly whole: boolean;
}

function reachOf({ column, vector }: Drawn): Reach {
  const numbers = [...vector.numbers()].filter(Number.isFinite);
  return {
    below: -numbers.reduce((least, value) => Math.min(least, value), 0),
    above: numbers.reduce((most, value) => Math.max(most, value), 0),
    whole: column.type === 'integer',
  };
}

/** The smallest round step by which everything lies within; null where there is no room on a side that is needed. */
function scaleOf({ below, above, whole }: Reach, stepsBelow: number, stepsAbove: number): Scale | null {
  if (above > 0 && stepsAbove === 0) return null;
  const least = Math.max(below / stepsBelow, stepsAbove === 0 ? 0 : above / stepsAbove) || 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const round = roundSteps.map((step) => step * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power;
  const interval = whole ? Math.max(1, Math.ceil(round)) : round;
  return { min: -tidy(interval * stepsBelow), max: tidy(interval * stepsAbove), interval: tidy(interval) };
}

const share = ({ below, above }: Reach, { min, max }: Scale): number => (below + above) / (max - min);

/** Without the last digits that binary fractions add, which would show at the axis. */
const tidy = (value: number): number => Number(value.toPrecision(12));
