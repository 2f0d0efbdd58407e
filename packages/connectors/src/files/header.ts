const valueLike = /^[-+(]?[$€£¥]?\s?\d[\d.,'\s:/TZ+-]*[%)€]?$|^(?:true|false|yes|no|null|n\/a)$/i;
const nameLike = /^[\p{L}_#%$(][^\n]{0,80}$/u;

/** Whether the first row names the columns: it must look like names, and differ from what stands below it. */
export function hasHeader(rows: readonly (readonly (string | null)[])[]): boolean {
  const [first, ...rest] = rows;
  if (first === undefined) return false;
  const cells = first.map((cell) => (cell ?? '').trim());
  const names = cells.filter((cell) => nameLike.test(cell) && !valueLike.test(cell));
  if (names.length === 0) return false;
  if (rest.length === 0) return names.length === cells.length;
  const below = cells.map((_, i) =>
    rest.flatMap((row) => ((row[i] ?? '').trim() === '' ? [] : [(row[i] ?? '').trim()])),
  );
  // a name over a column of values decides, even where other names are years
  const over = cells.some((cell, i) => {
    const values = below[i] ?? [];
    return (
      cell !== '' &&
      !valueLike.test(cell) &&
      values.length > 0 &&
      values.filter((value) => valueLike.test(value)).length >= values.length * 0.9
    );
  });
  if (over) return true;
  if (cells.some((cell) => cell !== '' && valueLike.test(cell))) return false;
  const filled = cells.filter((cell) => cell !== '');
  if (new Set(filled).size < filled.length || filled.length < cells.length / 2) return false;
  const recurring = cells.some((cell, i) => cell !== '' && (below[i] ?? []).includes(cell));
  return !recurring && filled.every((cell) => nameLike.test(cell) && cell.length <= 60);
}
