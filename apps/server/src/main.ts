import { describeConfig, environment, readConfig } from './config.ts';
import { projectFolder } from './project.ts';

/** Starts the server; gives false, after saying why in a sentence, where it cannot. */
async function main(): Promise<boolean> {
  const checked = readConfig(environment(), { project: projectFolder() });
  if (!checked.ok) {
    for (const { message } of checked.problems) console.error(message);
    return false;
  }
  const config = checked.value;
  try {
    const { startServer } = await import('./server.ts');
    const server = await startServer(config, { terminal: process.stdout.isTTY === true });
    server.log.info({ settings: describeConfig(config) }, 'ready');
    stopWith(server.stop);
    console.log(`Lumiere is ready: ${server.url}`);
    if (server.setupLink !== null) console.log(`Set it up with this link, which works once: ${server.setupLink}`);
    return true;
  } catch (error) {
    const { startTrouble } = await import('./start-trouble.ts');
    const words = startTrouble(error, config);
    console.error(
      words === null
        ? 'Lumiere could not start, for a reason that it does not know:'
        : `Lumiere could not start. ${words}`,
    );
    if (words === null) console.error(error);
    return false;
  }
}

/** The first signal lets what is being answered finish; the second does not wait. */
function stopWith(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

// A server that cannot start leaves at once, whatever it had opened.
if (!(await main())) process.exit(1);
