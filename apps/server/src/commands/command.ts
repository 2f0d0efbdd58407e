import type { Config } from '../config.ts';
import type { OpenDeps } from '../deps.ts';

/** The world outside a command: passed in, so that a test can be it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line for the person or program that asked. */
  out(line: string): void;
  /** A line about what went wrong or goes on. */
  err(line: string): void;
  /** All of standard input. */
  input(): Promise<string>;
}

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly meaning: string;
  /** Shown in the help: `ada@example.com`. */
  readonly example?: string;
  readonly required?: true;
}

export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** What a command is given. */
export interface Input {
  readonly values: Values;
  readonly words: readonly string[];
  readonly terminal: Terminal;
  readonly config: Config;
  /** Opens database and keys and brings the schema up to date; closed when the command ends. Works beside a running server. */
  open(): Promise<OpenDeps>;
}

/** 0: done. 1: could not be done. 2: asked for in a way that is not understood. */
export type ExitCode = 0 | 1 | 2;

/** One command as a value: a new one is a file and a line in the registry. */
export interface Command {
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Words after the command's name, such as the question of `ask`; null where it takes none. */
  readonly words: { readonly name: string; readonly meaning: string } | null;
  run(input: Input): Promise<ExitCode>;
}

/** The text of an option, null where it was not given. */
export const textOf = (values: Values, name: string): string | null => {
  const value = values[name];
  return typeof value === 'string' ? value : null;
};
