import { useTranslation } from 'react-i18next';
import type { ConnectionSummary } from '@lumiere/contract';
import classes from './status-dot.module.css';

/** A connection's state as colour and shape, with its word for those who see neither. */
export function StatusDot({ status }: { readonly status: ConnectionSummary['status'] | 'empty' }) {
  const { t } = useTranslation();
  return (
    <span className={classes['dot']} data-status={status} role="img" aria-label={t(`connections.status.${status}`)} />
  );
}
