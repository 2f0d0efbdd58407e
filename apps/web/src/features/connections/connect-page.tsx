import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isDatabaseKind } from '../../lib/database-file.ts';
import { useApi } from '../../lib/use-api.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ConnectFile } from './connect-file.tsx';
import { ConnectForm } from './connect-form.tsx';
import classes from './connect-page.module.css';
import { Discovery } from './discovery.tsx';
import { KindChoice } from './kind-choice.tsx';
import { kindsQuery } from './queries.ts';

/** Connects a source: choose its kind, say where it is, and watch its tables being read. */
export function ConnectPage() {
  const { t } = useTranslation();
  const { kind: chosen, made } = useSearch({ from: '/member/connections/new' });
  const kinds = useQuery(kindsQuery(useApi()));
  const kind = kinds.data?.items.find((each) => each.kind === chosen);
  const file = kind !== undefined && isDatabaseKind(kind.kind) ? { ...kind, kind: kind.kind } : null;
  const steps = ['choose', file === null ? 'describe' : 'send', 'read'] as const;
  const at = made !== undefined ? 2 : kind ? 1 : 0;
  return (
    <div className={classes['page']}>
      {at === 0 && <BackLink to="/connections">{t('model.back')}</BackLink>}
      {at === 1 && <BackLink to="/connections/new">{t('connect.otherKind')}</BackLink>}
      <PageHead
        title={kind && at === 1 ? t('connect.titleKind', { kind: kind.title }) : t('connect.title')}
        lead={kind && at === 1 ? kind.docs : t('connect.lead')}
      />
      <ol className={classes['steps']} aria-label={t('connect.steps.label')}>
        {steps.map((step, index) => (
          <li
            key={step}
            className={classes['step']}
            data-done={index < at}
            {...(index === at ? { 'aria-current': 'step' } : {})}
          >
            <span className={classes['number']} aria-hidden="true">
              {index + 1}
            </span>
            {t(`connect.steps.${step}`)}
          </li>
        ))}
      </ol>
      {made !== undefined ? (
        <Discovery connection={made} />
      ) : kinds.isError ? (
        <ErrorCard error={kinds.error} retry={() => void kinds.refetch()} />
      ) : kinds.isPending ? (
        <div className={classes['kinds']} aria-busy="true">
          {Array.from({ length: 4 }, (_, index) => (
            <Skeleton key={index} height={92} radius="lg" />
          ))}
        </div>
      ) : file ? (
        <ConnectFile key={file.kind} kind={file} />
      ) : kind ? (
        <ConnectForm key={kind.kind} kind={kind} />
      ) : (
        <KindChoice kinds={kinds.data.items} />
      )}
    </div>
  );
}
