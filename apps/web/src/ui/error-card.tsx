import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../lib/error-words.ts';
import classes from './error-card.module.css';

/** What happened, why, what to do, a way to try again, and the id under which the server's log knows it. */
export function ErrorCard(of: {
  readonly error: unknown;
  readonly level?: 1 | 2 | 3;
  readonly retry?: () => void;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const words = errorWords(of.error, t);
  const Heading = `h${of.level ?? 2}` as const;
  return (
    <section className={classes['card']} role="alert">
      <IconAlertTriangle className={classes['icon']} size={22} aria-hidden="true" />
      <div className={classes['body']}>
        <Heading className={classes['title']}>{words.title}</Heading>
        {words.lines.map((line) => (
          <p key={line} className={classes['line']}>
            {line}
          </p>
        ))}
        {words.advice && <p className={classes['advice']}>{words.advice}</p>}
        {(of.retry || of.children) && (
          <div className={classes['actions']}>
            {of.retry && (
              <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={of.retry}>
                {t('common.retry')}
              </Button>
            )}
            {of.children}
          </div>
        )}
        {words.requestId && <p className={classes['id']}>{t('errors.requestId', { id: words.requestId })}</p>}
      </div>
    </section>
  );
}
