import { type Command, textOf } from './command.ts';
import { operatorEntry } from './operator-entry.ts';

export const command: Command = {
  summary: 'Deliver events again that could not be: all of them, or one.',
  options: {
    id: { type: 'string', meaning: 'the number that `events dead` shows', example: '42' },
    json: { type: 'boolean', meaning: 'print JSON' },
  },
  words: null,
  async run({ values, terminal, open }) {
    const id = textOf(values, 'id');
    if (id !== null && !/^\d{1,15}$/.test(id)) {
      terminal.err(`"${id}" is no number of an event; see lumiere events dead.`);
      return 2;
    }
    const deps = await open();
    const replayed = await deps.events.replay(id === null ? null : Number(id));
    if (id !== null && replayed === 0) {
      terminal.err(`There is no undelivered event ${id}.`);
      return 1;
    }
    deps.audit.record(operatorEntry('events.replay', { org: null, resource: id, detail: { replayed } }));
    terminal.out(
      values['json'] === true
        ? JSON.stringify({ replayed })
        : `${replayed} ${replayed === 1 ? 'event is' : 'events are'} delivered again by the running server, or by the next one.`,
    );
    return 0;
  },
};
