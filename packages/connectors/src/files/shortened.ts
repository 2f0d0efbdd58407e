/** As many whole characters as so many bytes of UTF-8 hold, without spaces at the ends. */
export function shortened(name: string, bytes: number): string {
  let short = '';
  for (const letter of name) {
    if (Buffer.byteLength(short + letter) > bytes) break;
    short += letter;
  }
  return short.trim();
}
