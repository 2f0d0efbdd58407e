/** A name of at most `longest` bytes of UTF-8, for an engine that cuts longer ones: the start of it, and a hash of all of it. */
export const withinBytes = (name: string, longest: number): string =>
  shortened(name, longest, (letter) => new TextEncoder().encode(letter).length);

/** The same for an engine that counts letters and refuses longer names. */
export const withinLetters = (name: string, longest: number): string => shortened(name, longest, () => 1);

function shortened(name: string, longest: number, sizeOf: (letter: string) => number): string {
  const letters = [...name];
  let size = letters.reduce((sum, letter) => sum + sizeOf(letter), 0);
  if (size <= longest) return name;
  while (size > longest - 9) size -= sizeOf(letters.pop() ?? '');
  return `${letters.join('')}_${hashOf(name)}`;
}

/** FNV-1a of the code units, 32 bits as hexadecimal digits: it keeps apart the few names of one statement. */
export function hashOf(name: string): string {
  let hash = 0x81_1c_9d_c5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01_00_01_93);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
