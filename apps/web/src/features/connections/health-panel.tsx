import { Button, Skeleton } from '@mantine/core';
import { IconHeartbeat, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import { spanWords, useShowAgo } from '../../lib/show-ago.ts';
import { useShowTime } from '../../lib/show-time.ts';
import { useApi, useLocale, useZone } from '../../lib/use-api.ts';
import { useMay } from '../../lib/use-may.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Pager } from '../../ui/pager.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './panels.module.css';
import { healthQuery, perPage } from './queries.ts';
import { TestSteps } from './test-steps.tsx';

/** How a source does now, tried by a click, and when it was up and down, with the reasons. */
export function HealthPanel({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const client = useQueryClient();
  const ago = useShowAgo();
  const time = useShowTime(useZone());
  const locale = useLocale();
  const { connect } = useMay();
  const [page, setPage] = useState(1);
  const query = useQuery(healthQuery(api, connection.id, page));
  const test = useMutation({
    mutationFn: () => api.call('POST /api/v1/connections/:id/test', { params: { id: connection.id }, body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['connection', connection.id] }),
  });
  if (query.isError) return <ErrorCard error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton height={320} radius="lg" />;
  const { now, items, total } = query.data;
  return (
    <div className={classes['panel']}>
      <section className={classes['card']} aria-labelledby="health-now">
        <header className={classes['head']}>
          <div>
            <h2 id="health-now" className={classes['title']}>
              {t(`connection.health.${now.state}`)}
            </h2>
            <p className={classes['quiet']}>
              {[
                ...(now.since === null ? [] : [t('connection.health.since', { when: time(now.since) })]),
                ...(now.answeredAt === null ? [] : [t('connection.health.answered', { when: ago(now.answeredAt) })]),
                ...(now.failures === 0 ? [] : [t('connection.health.failures', { count: now.failures })]),
              ].join(' · ') || t('connection.health.nothing')}
            </p>
          </div>
          {connect && (
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={17} stroke={1.7} />}
              loading={test.isPending}
              onClick={() => test.mutate()}
            >
              {t('connect.try')}
            </Button>
          )}
        </header>
        {now.problem !== null && (
          <ProblemNote problems={[now.problem]} tone={now.state === 'down' ? 'danger' : 'warning'} />
        )}
        {test.isError && <ErrorCard error={test.error} level={3} />}
        {test.data && <TestSteps test={test.data} />}
      </section>
      <section className={classes['section']} aria-labelledby="health-history">
        <h2 id="health-history" className={classes['title']}>
          {t('connection.health.history')}
        </h2>
        {items.length === 0 ? (
          <EmptyState
            level={3}
            title={t('connection.health.noHistory')}
            text={t('connection.health.noHistoryText')}
            icon={<IconHeartbeat size={28} stroke={1.5} />}
          />
        ) : (
          <ol className={classes['list']} aria-busy={query.isPlaceholderData}>
            {items.map((spell) => (
              <li key={spell.from} className={classes['row']}>
                <p className={classes['state']} data-state={spell.state}>
                  {t(`connection.health.${spell.state}`)}
                </p>
                <p className={classes['when']}>
                  {spell.until === null
                    ? t('connection.health.from', { from: time(spell.from) })
                    : t('connection.health.span', {
                        from: time(spell.from),
                        until: time(spell.until),
                        span: spanWords(Date.parse(spell.until) - Date.parse(spell.from), locale),
                      })}
                </p>
                {spell.problem !== null && (
                  <div className={classes['detail']}>
                    <ProblemNote problems={[spell.problem]} tone={spell.state === 'down' ? 'danger' : 'warning'} />
                  </div>
                )}
              </li>
            ))}
          </ol>
        )}
        <Pager page={page} perPage={perPage} total={total} onPage={setPage} />
      </section>
    </div>
  );
}
