import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/use-api.ts';
import { answerQuery } from './queries.ts';
import { threadParam } from './thread.ts';
import classes from './earlier-turns.module.css';

interface Turn {
  readonly id: string;
  readonly question: string;
}

/** The conversation so far: each question with the first sentence of its answer, a link to the whole. */
export function EarlierTurns(of: {
  readonly ids: readonly string[];
  readonly children: (earlier: { readonly turns: readonly Turn[]; readonly list: ReactNode }) => ReactNode;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const answers = useQueries({ queries: of.ids.map((id) => answerQuery(api, id)) });
  // one that was deleted or cannot be read any more is left out of the conversation
  const known = answers.flatMap((query, index) => {
    const id = of.ids[index];
    return id !== undefined && query.data?.question ? [{ id, question: query.data.question, answer: query.data }] : [];
  });
  const list = known.length > 0 && (
    <nav aria-label={t('ask.earlier')}>
      <ol className={classes['list']}>
        {known.map(({ id, question, answer }, index) => (
          <li key={id}>
            <Link
              to="/ask/$answerId"
              params={{ answerId: id }}
              search={threadParam(known.slice(0, index).map((turn) => turn.id))}
              className={classes['turn']}
            >
              <span className={classes['question']}>{question}</span>
              <span className={classes['insight']}>
                {answer.narrative?.sentences[0]?.map((part) => ('text' in part ? part.text : part.figure)).join('') ??
                  answer.understood?.text}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
  return of.children({ turns: known, list });
}
