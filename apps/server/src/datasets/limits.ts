/** What uploads may cost before they are refused. */
export const uploadLimits = {
  /** Uploads of an organization that are not imported yet. */
  open: 50,
  /** Bytes that are kept free on the disk for everything else. */
  reserve: 512 * 1024 ** 2,
  /** Bytes that a client is told to send at once. */
  chunk: 8 * 1024 ** 2,
  /** Inspections at once, over all organizations, and how many may wait. */
  inspections: 2,
  waiting: 20,
  inspectMs: 120_000,
} as const;
