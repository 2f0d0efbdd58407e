/** How hard a password is to guess, 0 (too short) to 4: length counts, repetition and runs do not. */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 | 4 {
  if (password.length < 8) return 0;
  const symbols = [...password.toLowerCase()];
  // a character that repeats the one before it or follows it in the alphabet adds next to nothing
  const surprising = symbols.filter((symbol, index) => {
    const step = (symbol.codePointAt(0) ?? 0) - (symbols[index - 1]?.codePointAt(0) ?? -99);
    return step < -1 || step > 1;
  });
  const worth = Math.min(surprising.length, new Set(symbols).size * 1.6);
  if (worth < 6) return 1;
  if (worth < 10) return 2;
  return worth < 14 ? 3 : 4;
}
