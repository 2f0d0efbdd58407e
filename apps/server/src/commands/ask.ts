import { AskRequest } from '@lumiere/contract';
import { parsedAnswer } from '../data/answer-bytes.ts';
import { askAndKeep } from '../features/ask/keep.ts';
import { answerLines } from './answer-lines.ts';
import type { Command } from './command.ts';
import { atTerminal, onBehalf, onBehalfOptions } from './on-behalf.ts';

export const command: Command = {
  summary: 'Ask a question in plain English.',
  options: onBehalfOptions,
  words: { name: 'question', meaning: 'what you want to know' },
  async run({ values, words, terminal, open }) {
    const began = performance.now();
    const deps = await open();
    const behalf = await onBehalf(deps, values);
    if (typeof behalf === 'string') return stop(behalf);
    const { who, connection } = behalf;
    const request = AskRequest.safeParse({ connection: connection.id, question: words.join(' ').trim() });
    if (!request.success)
      return stop('The question must have 1 to 5000 characters: lumiere ask "Revenue by month".', 2);

    const asked = await atTerminal(
      deps,
      behalf,
      (line) => terminal.err(line),
      (signal) => askAndKeep(request.data, who, deps, { signal, began }),
    );
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
