import { useTranslation } from 'react-i18next';
import type { ConnectionSummary } from '@lumiere/contract';
import { useShowTime } from '../../lib/show-time.ts';
import { useZone } from '../../lib/use-api.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import classes from './health-words.module.css';

type Of = Pick<ConnectionSummary, 'status' | 'reason' | 'empty' | 'health' | 'notes'>;

/** How a source is as one of three: a source that does not answer is down, whatever is known of its tables. */
export function stateOf({ status, health }: Of): ConnectionSummary['status'] {
  return health.state === 'down' ? 'failed' : status;
}

/** How a source is, in a line: up or down, and since when. */
export function HealthLine({ of }: { readonly of: Of }) {
  const { t } = useTranslation();
  const time = useShowTime(useZone());
  const state = stateOf(of);
  const { since } = of.health;
  const key = of.health.state === 'down' ? 'down' : state === 'ready' && of.health.state === 'up' ? 'up' : null;
  return (
    <p className={classes['line']}>
      <StatusDot status={of.empty ? 'empty' : state} />
      {key === null || since === null ? (
        <span aria-hidden="true">{t(`connections.status.${of.empty ? 'empty' : state}`)}</span>
      ) : (
        <time dateTime={since} data-state={key}>
          {t(`connections.health.${key}`, { when: time(since) })}
        </time>
      )}
    </p>
  );
}

/** What is wrong with a source and what to do, or what to know of its rows; nothing where nothing is. */
export function HealthTrouble({ of }: { readonly of: Of }) {
  // they say the same of a source that could not be read again, and that its rows are here all the same
  if (of.notes.length > 0) return <ProblemNote problems={of.notes} tone="warning" />;
  if (of.health.problem !== null)
    return <ProblemNote problems={[of.health.problem]} tone={of.health.state === 'down' ? 'danger' : 'warning'} />;
  return of.reason === null ? null : (
    <p className={classes['reason']} data-tone={of.empty ? 'warning' : 'danger'}>
      {of.reason}
    </p>
  );
}
