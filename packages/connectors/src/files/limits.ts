/** What a file may cost before it is refused; each refusal says its figure. */
export const fileLimits = {
  /** Bytes that an archive may unpack to. */
  unpackedBytes: 8 * 1024 ** 3,
  /** Unpacked bytes for each packed one, looked at beyond `ratioFrom`; text compresses to a tenth, rarely to a fiftieth. */
  ratio: 250,
  ratioFrom: 64 * 1024 ** 2,
  members: 1000,
  columns: 2000,
  /** Characters of one row; a longer one is set aside. */
  rowLength: 2_000_000,
  /** Bytes of a workbook, which is read into memory as a whole. */
  workbookBytes: 300 * 1024 ** 2,
  /** Bytes that a workbook may unpack to. */
  workbookUnpacked: 2 * 1024 ** 3,
  /** Rows looked at before types are guessed. */
  sampleRows: 5000,
  /** Rows from which it is guessed for a first try, which the reading of all rows proves or refutes. */
  firstRows: 2000,
  sampleChars: 2_000_000,
  previewRows: 100,
  /** Characters of a cell that a preview shows. */
  previewCell: 300,
} as const;
