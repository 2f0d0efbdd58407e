import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const alive = new Set();
const folders = new Set();
let watching = false;
const leaving = [
  ['SIGINT', () => process.exit(130)],
  ['SIGTERM', () => process.exit(143)],
  ['SIGHUP', () => process.exit(129)],
];

/** Spawns a child that never outlives this process: on every way out it is ended with its whole process group. */
export function start(command, args, options = {}) {
  watch();
  const child = spawn(command, args, { ...options, detached: true });
  alive.add(child);
  child.once('close', () => alive.delete(child));
  child.once('error', () => alive.delete(child));
  return child;
}

/**
 * Runs a command to its end and gives its exit code and output (both streams, in order of arrival).
 * `onLine` sees each line; `quiet: false` passes the output through; `timeoutMs` ends it with code 124.
 */
export function run(command, args, { onLine, quiet = true, timeoutMs, input, ...options } = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...options,
    });
    let output = '';
    let rest = '';
    let late = false;
    const timer = timeoutMs === undefined ? null : setTimeout(() => ((late = true), end(child, 'SIGKILL')), timeoutMs);
    const take = (stream) => (chunk) => {
      const text = chunk.toString();
      output += text;
      if (!quiet) stream.write(text);
      if (!onLine) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    };
    child.stdout?.on('data', take(process.stdout));
    child.stderr?.on('data', take(process.stderr));
    if (input !== undefined) child.stdin?.end(input);
    const done = (code, extra = '') => {
      if (timer) clearTimeout(timer);
      resolve({ code, output: output + extra });
    };
    child.once('error', (error) => done(127, `${command}: ${error.message}\n`));
    child.once('close', (code, signal) =>
      late ? done(124, `\nended after ${timeoutMs / 1000} s\n`) : done(code ?? (signal ? 128 : 1)),
    );
  });
}

/** Asks a child to stop, and ends it by force when it has not within `graceMs`. */
export async function stop(child, signal = 'SIGTERM', graceMs = 10_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  end(child, signal);
  const timer = setTimeout(() => end(child, 'SIGKILL'), graceMs);
  await closed;
  clearTimeout(timer);
}

/** Removes `folder` when this process ends, however it ends. */
export function removeAtExit(folder) {
  watch();
  folders.add(folder);
}

function end(child, signal) {
  try {
    // the group too: a test runner's workers and a browser's helpers go with it
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** Gives the signals back, for a script whose process is taken over by a server that ends in its own way. */
export function releaseSignals() {
  for (const [signal, leave] of leaving) process.off(signal, leave);
}

function watch() {
  if (watching) return;
  watching = true;
  for (const [signal, leave] of leaving) process.once(signal, leave);
  process.once('exit', () => {
    for (const child of alive) end(child, 'SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
}
