import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Suggestion } from '@lumiere/contract';
import classes from './other-questions.module.css';

/** Other readings or questions, asked by one click. */
export function OtherQuestions(of: {
  readonly suggestions: readonly Suggestion[];
  readonly ask: (question: string) => void;
  readonly title?: string;
}) {
  const { t } = useTranslation();
  if (of.suggestions.length === 0) return null;
  return (
    <section className={classes['section']}>
      <h2 className={classes['title']}>{of.title ?? t('answer.otherQuestions')}</h2>
      <ul className={classes['list']}>
        {of.suggestions.map((suggestion) => (
          <li key={suggestion.question}>
            <button type="button" className={classes['question']} onClick={() => of.ask(suggestion.question)}>
              <IconArrowRight size={16} stroke={1.8} aria-hidden="true" />
              <span>
                {suggestion.question}
                {suggestion.reason && <span className={classes['reason']}>{suggestion.reason}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
