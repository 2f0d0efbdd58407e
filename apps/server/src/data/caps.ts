/** What a query may cost. */
export interface Caps {
  readonly maxRows: number;
  /** Bytes of the encoded result. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

const megabyte = 1024 * 1024;

/** What a page, a script or a chart is given. */
export function answerCaps(config: { readonly maxRows: number; readonly queryTimeoutSeconds: number }): Caps {
  return { maxRows: config.maxRows, maxBytes: 32 * megabyte, timeoutMs: config.queryTimeoutSeconds * 1000 };
}

/** What an export is given: everything, within what the server can hold while it writes. */
export function exportCaps(config: { readonly queryTimeoutSeconds: number }): Caps {
  return { maxRows: 1_000_000, maxBytes: 128 * megabyte, timeoutMs: config.queryTimeoutSeconds * 1000 };
}
