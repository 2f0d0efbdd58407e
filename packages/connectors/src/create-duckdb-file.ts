import { ChildEnded, EngineProcess } from './engine-process.ts';
import type { Limits } from './protocol.ts';
import { SourceError } from './source-error.ts';
import { defaultCommand, type SpawnCommand } from './spawn-command.ts';

export interface CreateOptions {
  readonly signal: AbortSignal;
  readonly command?: SpawnCommand;
  readonly limits?: Partial<Limits>;
  readonly log?: (line: string) => void;
}

/**
 * Makes a DuckDB file by statements of our own code, in a short-lived child that may write this one file and reach nothing else. The file
 * appears whole or not at all; one of that name is replaced. Rejects with a `SourceError`.
 */
export async function createDuckdbFile(
  file: string,
  statements: readonly string[],
  options: CreateOptions,
): Promise<void> {
  const { signal } = options;
  const cancelled = new SourceError('query.cancelled', 'Making the database file was cancelled.');
  if (signal.aborted) throw cancelled;
  const child = new EngineProcess(options.command ?? defaultCommand('duckdb'), options.log ?? (() => undefined));
  const limits: Limits = { memoryMb: 1024, threads: 2, tempFolder: null, tempMb: 0, ...options.limits };
  const { id, answer } = child.request({ kind: 'create', file, statements, limits });
  const cancel = (): void => child.cancel(id);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await answer;
  } catch (error) {
    if (signal.aborted) throw cancelled;
    if (error instanceof ChildEnded)
      throw new SourceError('source.crashed', 'The query engine stopped while it made the database file.');
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    child.close();
    await child.exit;
  }
}
