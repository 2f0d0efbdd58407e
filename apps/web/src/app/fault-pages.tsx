import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '../ui/error-card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import classes from './fault-pages.module.css';
import { LinkButton } from '../ui/link-button.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main className={classes['page']} id="main">
      <EmptyState title={t('notFound.title')} level={1} text={t('notFound.text')}>
        <LinkButton to="/ask">{t('notFound.back')}</LinkButton>
      </EmptyState>
    </main>
  );
}

/** The last net: what a page could not handle itself. Trying again rebuilds the page and loads its data anew. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className={classes['page']} id="main">
      <ErrorCard
        error={error}
        level={1}
        retry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}
