/** A name of at most `longest` bytes of UTF-8, for engines that cut or refuse longer ones: the start of it, and a hash of all of it. */
export function shortened(name: string, longest: number): string {
  const length = (text: string): number =>
    [...text].reduce((sum, letter) => sum + bytesOf(letter.codePointAt(0) ?? 0), 0);
  if (length(name) <= longest) return name;
  const letters = [...name];
  while (length(letters.join('')) > longest - 9) letters.pop();
  return `${letters.join('')}_${hashOf(name)}`;
}

const bytesOf = (code: number): number => (code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4);

/** FNV-1a of the code units, 32 bits as hexadecimal digits: it keeps apart the few names of one statement. */
export function hashOf(name: string): string {
  let hash = 0x81_1c_9d_c5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01_00_01_93);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
