import type { Command } from './command.ts';

/** More would not be read by anybody at once. */
const most = 1000;

export const command: Command = {
  summary: 'List the events that could not be delivered, with the reason.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: null,
  async run({ values, terminal, open }) {
    const deps = await open();
    const dead = await deps.events.deadLetters({ limit: most, offset: 0 });
    if (values['json'] === true) terminal.out(JSON.stringify(dead));
    else if (dead.length === 0) terminal.out('Every event was delivered.');
    else
      for (const { id, subscriber, event, attempts, reason } of dead)
        terminal.out(
          `${id}  ${event.at}  ${event.type} of ${event.key} to ${subscriber}, ${attempts} attempts: ${reason}`,
        );
    return 0;
  },
};
