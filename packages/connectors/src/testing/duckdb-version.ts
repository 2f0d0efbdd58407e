const mask = (1n << 64n) - 1n;

/** A DuckDB file that says another storage version in its first block, with the checksum that goes with it (src/common/checksum.cpp). */
export function duckdbOfVersion(file: Buffer, version: bigint): Buffer {
  const bytes = Buffer.from(file);
  bytes.writeBigUInt64LE(version, 12);
  let sum = 5381n;
  for (let at = 8; at < 4096; at += 8) sum ^= (bytes.readBigUInt64LE(at) * 0xbf58476d1ce4e5b9n) & mask;
  bytes.writeBigUInt64LE(sum, 0);
  return bytes;
}
