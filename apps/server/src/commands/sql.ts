import { type Problem, SqlText } from '@lumiere/contract';
import { operatorEntry } from './operator-entry.ts';
import { answerCaps } from '../data/caps.ts';
import { whenLoaded } from '../data/when-loaded.ts';
import { parsedSqlAnswer, sqlAnswer } from '../features/sql/answer.ts';
import { runSql } from '../run-sql.ts';
import { statementLines, table } from './answer-lines.ts';
import { type Command, textOf } from './command.ts';
import { asWhom, loadMs, which } from './on-behalf.ts';

export const command: Command = {
  summary: 'Run a read-only select that you wrote, as a person may see the data.',
  options: {
    json: { type: 'boolean', meaning: 'print the answer as JSON, as the API gives it' },
    connection: {
      type: 'string',
      example: '"Sales"',
      meaning: 'which connection, by name or id; the first one where not given',
    },
    email: { type: 'string', example: 'ada@example.com', meaning: 'as whom; the first administrator where not given' },
  },
  words: { name: 'statement', meaning: 'one select in the dialect of the source; - reads it from standard input' },
  async run({ values, words, terminal, open }) {
    const began = performance.now();
    const deps = await open();
    const who = await asWhom(deps, textOf(values, 'email'));
    if (typeof who === 'string') return stop(who);
    const connection = await which(deps, who.org, textOf(values, 'connection'));
    if ('wrong' in connection) return stop(connection.wrong);
    const given = words.join(' ');
    const text = SqlText.safeParse(given === '-' ? await terminal.input() : given);
    if (!text.success) return stop('Give one statement: lumiere sql "select count(*) from orders".', 2);

    const leaving = new AbortController();
    const leave = (): void => leaving.abort();
    process.once('SIGINT', leave);
    if (connection.status === 'loading') {
      terminal.err(`${connection.name} is being loaded, which is done once.`);
      await whenLoaded(who, deps.data, connection.id, { signal: leaving.signal, limitMs: loadMs });
    }
    const ran = await runSql(text.data, who, deps.data, {
      connection: connection.id,
      signal: leaving.signal,
      caps: answerCaps(deps.config),
    });
    process.off('SIGINT', leave);
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
