import { Button, Skeleton } from '@mantine/core';
import { IconArrowUpRight, IconClockHour4, IconSparkles } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { rememberConnection, useActiveConnection } from '../../lib/active-connection.ts';
import { connectionsQuery, historyQuery } from '../../lib/queries.ts';
import { useShowNumber } from '../../lib/show-time.ts';
import { useApi } from '../../lib/use-api.ts';
import type { ConnectionSummary } from '@lumiere/contract';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { QuestionBox } from '../../ui/question-box.tsx';
import classes from './hero.module.css';
import { latestQuestions } from './latest-questions.ts';
import { suggestionsQuery } from './queries.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** The first page: the question box, what could be asked, what was asked lately. */
export function Hero(of: {
  readonly draft: string;
  readonly setDraft: (draft: string) => void;
  readonly ask: (question: string) => void;
  readonly failure: ReactNode;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const connections = useQuery(connectionsQuery(api));
  const active = useActiveConnection();
  const number = useShowNumber();

  if (connections.isError)
    return <ErrorCard error={connections.error} level={1} retry={() => void connections.refetch()} />;
  if (connections.isSuccess && active === null) return <NoConnection />;
  return (
    <div className={classes['hero']}>
      <div className={classes['glow']} aria-hidden="true" />
      <h1 className={classes['title']}>{t('ask.title')}</h1>
      <p className={classes['about']}>
        {active && (
          <>
            <span>
              <Trans i18nKey="ask.about" values={{ name: active.name }} components={{ 1: <strong /> }} />
            </span>
            {active.rows !== null && (
              <span>{t('ask.aboutRows', { tables: number(active.tables), rows: number(active.rows) })}</span>
            )}
          </>
        )}
      </p>
      <QuestionBox
        size="hero"
        value={of.draft}
        onChange={of.setDraft}
        onAsk={() => of.ask(of.draft)}
        label={t('ask.label')}
        placeholder={t('ask.placeholder')}
        hint={t('ask.hint')}
        autoFocus
      />
      {of.failure}
      {active?.status === 'loading' && (
        <p className={classes['quiet']} role="status">
          {t('ask.loadingData', { name: active.name })}
        </p>
      )}
      {active?.status === 'failed' && (
        <p className={classes['notReady']} role="status">
          {t('ask.notReady', { name: active.name })} {active.reason}
        </p>
      )}
      {active?.status === 'ready' && active.health.state === 'down' && (
        <p className={classes['notReady']} role="status">
          {t('ask.notReady', { name: active.name })} {active.health.problem?.message}
        </p>
      )}
      {active && active.status !== 'failed' && <Suggestions connection={active} ask={of.ask} />}
      <Recent />
    </div>
  );
}

function Suggestions({
  connection,
  ask,
}: {
  readonly connection: ConnectionSummary;
  readonly ask: (question: string) => void;
}) {
  const { t } = useTranslation();
  const { data, isPending, isError } = useQuery({
    ...suggestionsQuery(useApi(), connection.id),
    // what can be asked is known once the data is there; the list of connections is read again until then
    enabled: connection.status === 'ready',
  });
  if (isError) return <p className={classes['quiet']}>{t('ask.suggestionsFailed')}</p>;
  if (data?.questions.length === 0) return null;
  return (
    <section aria-labelledby="suggested" className={classes['section']}>
      <h2 id="suggested" className={classes['heading']}>
        <IconSparkles size={16} stroke={1.7} aria-hidden="true" />
        {t('ask.suggested')}
      </h2>
      <ul className={classes['cards']}>
        {isPending
          ? Array.from({ length: 6 }, (_, index) => (
              <li key={index}>
                <Skeleton height={58} radius="lg" />
              </li>
            ))
          : data.questions.slice(0, 8).map((question) => (
              <li key={question}>
                <button type="button" className={classes['suggestion']} onClick={() => ask(question)}>
                  <span>{question}</span>
                  <IconArrowUpRight size={16} stroke={1.7} aria-hidden="true" />
                </button>
              </li>
            ))}
      </ul>
    </section>
  );
}

function Recent() {
  const { t } = useTranslation();
  const { data } = useQuery(historyQuery(useApi(), { search: '', limit: 50, offset: 0 }));
  const latest = latestQuestions(data?.items ?? [], 5);
  if (latest.length === 0) return null;
  return (
    <section aria-labelledby="recent" className={classes['section']}>
      <h2 id="recent" className={classes['heading']}>
        <IconClockHour4 size={16} stroke={1.7} aria-hidden="true" />
        {t('ask.recent')}
      </h2>
      <ul className={classes['recent']}>
        {latest.map((entry) => (
          <li key={entry.id}>
            <Link to="/ask/$answerId" params={{ answerId: entry.id }} className={classes['entry']}>
              {entry.question}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoConnection() {
  const { t } = useTranslation();
  const { call } = useApi();
  const queryClient = useQueryClient();
  const restore = useMutation({
    mutationFn: () => call('POST /api/v1/connections/sample', { body: {} }),
    onSuccess: async (connection) => {
      rememberConnection(connection.id);
      await queryClient.invalidateQueries({ queryKey: ['connections'] });
    },
  });
  return (
    <EmptyState title={t('ask.noConnection.title')} text={t('ask.noConnection.text')} level={1}>
      <Button loading={restore.isPending} onClick={() => restore.mutate()}>
        {t('ask.noConnection.restore')}
      </Button>
      <LinkButton to="/connections" variant="default">
        {t('ask.noConnection.see')}
      </LinkButton>
      {restore.isError && <ErrorCard error={restore.error} />}
    </EmptyState>
  );
}
