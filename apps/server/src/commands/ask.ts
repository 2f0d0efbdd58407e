import { AskRequest } from '@lumiere/contract';
import { parsedAnswer } from '../data/answer-bytes.ts';
import { whenLoaded } from '../data/when-loaded.ts';
import { askAndKeep } from '../features/ask/keep.ts';
import { answerLines } from './answer-lines.ts';
import { type Command, textOf } from './command.ts';
import { asWhom, loadMs, which } from './on-behalf.ts';

export const command: Command = {
  summary: 'Ask a question in plain English.',
  options: {
    json: { type: 'boolean', meaning: 'print the answer as JSON, as the API gives it' },
    connection: {
      type: 'string',
      example: '"Sales"',
      meaning: 'which connection, by name or id; the first one where not given',
    },
    email: { type: 'string', example: 'ada@example.com', meaning: 'as whom; the first administrator where not given' },
  },
  words: { name: 'question', meaning: 'what you want to know' },
  async run({ values, words, terminal, open }) {
    const began = performance.now();
    const deps = await open();
    const who = await asWhom(deps, textOf(values, 'email'));
    if (typeof who === 'string') return stop(who);
    const connection = await which(deps, who.org, textOf(values, 'connection'));
    if ('wrong' in connection) return stop(connection.wrong);
    const request = AskRequest.safeParse({ connection: connection.id, question: words.join(' ').trim() });
    if (!request.success)
      return stop('The question must have 1 to 5000 characters: lumiere ask "Revenue by month".', 2);

    const leaving = new AbortController();
    const leave = (): void => leaving.abort();
    process.once('SIGINT', leave);
    // nobody else may be there to load it: a server need not run
    if (connection.status === 'loading') {
      terminal.err(`${connection.name} is being loaded, which is done once.`);
      await whenLoaded(who, deps.data, connection.id, { signal: leaving.signal, limitMs: loadMs });
    }
    const asked = await askAndKeep(request.data, who, deps, { signal: leaving.signal, began });
    process.off('SIGINT', leave);
    if (!asked.ok) return stop(asked.problems.map(({ message }) => message).join(' '));

    const answer = parsedAnswer(asked.value);
    if (values['json'] === true) terminal.out(JSON.stringify(answer));
    else for (const line of answerLines(answer, who.locale)) terminal.out(line);
    return answer.outcome === 'answered' ? 0 : 1;

    function stop(line: string, code: 1 | 2 = 1): 1 | 2 {
      terminal.err(line);
      return code;
    }
  },
};
