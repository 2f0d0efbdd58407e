/** What doctor found out about one part, in words for whoever runs the server. */
export interface Finding {
  readonly part: string;
  readonly ok: boolean;
  readonly words: string;
}

/** Gives what `work` found; where it takes longer than `limitMs` or fails, `failed` says so. */
export async function within(
  limitMs: number,
  work: () => Promise<Finding>,
  failed: (reason: string) => Finding,
): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve(failed(`did not answer within ${limitMs / 1000} seconds`)), limitMs);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}
