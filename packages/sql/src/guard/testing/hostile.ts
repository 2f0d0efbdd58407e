import { attacks } from './attacks.ts';
import { hostileEverywhere } from './hostile-everywhere.ts';
import { hostileFunctions } from './hostile-functions.ts';
import { hostileOwn } from './hostile-own.ts';
import type { DialectName } from './source.ts';

/** A statement that must be refused, beside one that looks like it and must pass. */
export interface Hostile {
  readonly class: string;
  readonly dialect: DialectName;
  readonly hostile: string;
  readonly twin: string;
}

export const hostile: readonly Hostile[] = [...hostileEverywhere, ...hostileFunctions, ...hostileOwn, ...attacks];
