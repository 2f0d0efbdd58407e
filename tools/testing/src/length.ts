/** The seed of this run; each run has another unless LUMIERE_SEED repeats one. */
export const seed = Number(process.env['LUMIERE_SEED'] ?? Date.now() % 2 ** 31);

const scale = Number(process.env['LUMIERE_DEEP_SCALE'] ?? '0.1');

/** So many of `full` as this run is long, but at least `least`. */
export const roundsOf = (full: number, least = 1): number => Math.max(least, Math.ceil(full * scale));
