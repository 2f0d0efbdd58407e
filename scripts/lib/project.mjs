import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The project's folder, wherever the command was started. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const minimum = [20, 19];

/** Stops with one plain sentence where Node is too old to run Lumiere. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) return;
  process.stderr.write(
    `Lumiere needs Node ${minimum.join('.')} or newer, and this is Node ${process.versions.node}. Install a newer Node and try again.\n`,
  );
  process.exit(1);
}

/** A failure that a person can act on: printed as one message, without a stack. */
export class Stop extends Error {}

/** Runs a script's main function; its number is the exit code, a `Stop` is printed plainly, anything else with its stack. */
export function main(run) {
  checkNode();
  Promise.resolve()
    .then(run)
    .then(
      (code) => {
        process.exitCode = typeof code === 'number' ? code : (process.exitCode ?? 0);
      },
      (error) => {
        process.stderr.write(error instanceof Stop ? `${error.message}\n` : `${error?.stack ?? error}\n`);
        process.exitCode = 1;
      },
    );
}

export const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
