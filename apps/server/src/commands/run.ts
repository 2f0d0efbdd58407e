import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import type { OpenDeps } from '../deps.ts';
import { projectFolder } from '../project.ts';
import type { Command, ExitCode, Input, Terminal } from './command.ts';
import { commands } from './registry.ts';

/** Runs one command line and gives its exit code; everything that it says goes through `terminal`. */
export async function runCommand(line: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const name = [line.slice(0, 2).join(' '), line[0] ?? ''].find((each) => Object.hasOwn(commands, each));
  const load = name === undefined ? undefined : commands[name];
  if (name === undefined || load === undefined) return unknownCommand(line, terminal);
  const { command } = await load();
  const rest = line.slice(name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    for (const each of help(name, command)) terminal.out(each);
    return 0;
  }
  const parsed = parse(name, command, rest);
  if ('wrong' in parsed) {
    terminal.err(parsed.wrong);
    terminal.err(`See: lumiere ${name} --help`);
    return 2;
  }
  const checked = readConfig(terminal.env, { project: projectFolder() });
  if (!checked.ok) {
    for (const { message } of checked.problems) terminal.err(message);
    return 1;
  }
  const opened: OpenDeps[] = [];
  const input: Input = { ...parsed, terminal, config: checked.value, open: () => open(checked.value, opened) };
  try {
    return await command.run(input);
  } catch (error) {
    const { startTrouble } = await import('../start-trouble.ts');
    const words = startTrouble(error, checked.value);
    terminal.err(
      words ??
        `This failed for a reason that is not known: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return 1;
  } finally {
    for (const deps of opened) await deps.close();
  }
}

async function open(config: Input['config'], opened: OpenDeps[]): Promise<OpenDeps> {
  const [{ openDeps }, { migrate }, { makeLog }] = await Promise.all([
    import('../deps.ts'),
    import('../db/migrate.ts'),
    import('../log.ts'),
  ]);
  // Warnings reach the person; the server's log is the server's.
  const deps = await openDeps(config, { log: makeLog({ logLevel: 'warn' }, process.stderr) });
  opened.push(deps);
  await migrate(deps.db, { now: deps.clock().getTime() });
  return deps;
}

function parse(
  name: string,
  command: Command,
  args: readonly string[],
): Pick<Input, 'values' | 'words'> | { readonly wrong: string } {
  try {
    const options = Object.fromEntries(Object.entries(command.options).map(([key, { type }]) => [key, { type }]));
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    if (command.words === null && positionals.length > 0)
      return { wrong: `"${name}" does not take "${positionals[0]}".` };
    if (command.words !== null && positionals.length === 0)
      return { wrong: `"${name}" needs ${command.words.meaning}.` };
    const missing = Object.entries(command.options).filter(
      ([key, { required }]) => required === true && values[key] === undefined,
    );
    if (missing.length > 0) return { wrong: `"${name}" needs ${missing.map(([key]) => `--${key}`).join(' and ')}.` };
    return { values, words: positionals };
  } catch (error) {
    // parseArgs says it well: "Unknown option '--emial'. …"
    return {
      wrong:
        error instanceof Error
          ? (error.message.split('. ', 1)[0] ?? error.message).replace(/\.?$/, '.')
          : String(error),
    };
  }
}

function help(name: string, command: Command): readonly string[] {
  const options = Object.entries(command.options).map(([key, { type, example, meaning, required }]) => {
    const shown = `--${key}${type === 'string' ? ` ${example ?? '…'}` : ''}`;
    return `  ${shown.padEnd(34)} ${meaning}${required === true ? ' (required)' : ''}`;
  });
  const words = command.words === null ? '' : ` "${command.words.name}"`;
  return [
    `lumiere ${name}${words}${options.length > 0 ? ' [options]' : ''}`,
    command.summary,
    ...(options.length > 0 ? ['', ...options] : []),
  ];
}

async function unknownCommand(line: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const asked = line.length === 0 || line[0] === 'help' || line[0] === '--help' || line[0] === '-h';
  const say = asked ? terminal.out : terminal.err;
  if (!asked) say(`"${line.slice(0, 2).join(' ')}" is not a command of Lumiere.`);
  say('Commands:');
  for (const [name, load] of Object.entries(commands)) say(`  ${name.padEnd(16)} ${(await load()).command.summary}`);
  return asked ? 0 : 2;
}
