import { text } from 'node:stream/consumers';
import { environment } from './config.ts';
import { runCommand } from './commands/run.ts';

// Set, not called: what was written must reach a pipe before the process ends.
process.exitCode = await runCommand(process.argv.slice(2), {
  env: environment(),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  input: () => text(process.stdin),
});
