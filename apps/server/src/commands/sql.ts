import { type Problem, SqlText } from '@lumiere/contract';
import { operatorEntry } from './operator-entry.ts';
import { answerCaps } from '../data/caps.ts';
import { parsedSqlAnswer, sqlAnswer } from '../features/sql/answer.ts';
import { runSql } from '../run-sql.ts';
import { statementLines, table } from './answer-lines.ts';
import type { Command } from './command.ts';
import { atTerminal, onBehalf, onBehalfOptions } from './on-behalf.ts';

export const command: Command = {
  summary: 'Run a read-only select that you wrote, as a person may see the data.',
  options: onBehalfOptions,
  words: { name: 'statement', meaning: 'one select in the dialect of the source; - reads it from standard input' },
  async run({ values, words, terminal, open }) {
    const began = performance.now();
    const deps = await open();
    const behalf = await onBehalf(deps, values);
    if (typeof behalf === 'string') return stop(behalf);
    const { who, connection } = behalf;
    const given = words.join(' ');
    const text = SqlText.safeParse(given === '-' ? await terminal.input() : given);
    if (!text.success || text.data.trim() === '')
      return stop('Give one statement: lumiere sql "select count(*) from orders".', 2);

    const ran = await atTerminal(
      deps,
      behalf,
      (line) => terminal.err(line),
      (signal) =>
        runSql(text.data, who, deps.data, { connection: connection.id, signal, caps: answerCaps(deps.config) }),
    );
    deps.audit.record(
      operatorEntry('query.sql', {
        org: who.org,
        resource: connection.id,
        detail: {
          as: who.user,
          sql: text.data.slice(0, 2000),
          ...(ran.ok ? { receipt: ran.value.receipt } : { refused: ran.problems.map(({ code }) => code) }),
        },
      }),
    );
    if (!ran.ok) {
      for (const line of ran.problems.flatMap(lines)) terminal.err(line);
      return 1;
    }

    const answer = parsedSqlAnswer(sqlAnswer(connection.id, ran.value, began));
    if (values['json'] === true) {
      terminal.out(JSON.stringify(answer));
      return 0;
    }
    for (const line of table(answer.result, { locale: who.locale, zone: who.zone })) terminal.out(line);
    // on standard error, so that the table alone can be taken
    for (const line of answer.problems.flatMap(lines)) terminal.err(line);
    terminal.err(['', ...statementLines(answer.statement)].join('\n'));
    terminal.err(`\nReceipt ${answer.receipt}, ${Math.round(answer.timings.total)} ms`);
    return 0;

    function stop(line: string, code: 1 | 2 = 1): 1 | 2 {
      terminal.err(line);
      return code;
    }
  },
};

const lines = ({ message, hint }: Problem): readonly string[] => [message, ...(hint === null ? [] : [`  ${hint}`])];
