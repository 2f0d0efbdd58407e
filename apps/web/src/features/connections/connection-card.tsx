import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconMessage2Search, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionSummary } from '@lumiere/contract';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import { useZone } from '../../lib/use-api.ts';
import { Dialog } from '../../ui/dialog.tsx';
import classes from './connection-card.module.css';
import { HealthLine, HealthTrouble } from './health-words.tsx';
import { KindIcon } from './kind-icon.tsx';
import { kindName } from './kind-name.ts';
import { useRemoveConnection } from './use-sample.ts';
import { LinkButton } from '../../ui/link-button.tsx';

export function ConnectionCard({
  connection,
  removable,
}: {
  readonly connection: ConnectionSummary;
  readonly removable: boolean;
}) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const time = useShowTime(useZone());
  const { tables, rows, asOf } = connection;
  return (
    <article className={classes['card']}>
      <header className={classes['head']}>
        <KindIcon kind={connection.kind} />
        <div className={classes['title']}>
          <h2 className={classes['name']}>
            <Link to="/connections/$connectionId" params={{ connectionId: connection.id }}>
              {connection.name}
            </Link>
          </h2>
          <HealthLine of={connection} />
        </div>
        {connection.sample && <span className={classes['badge']}>{t('connections.sample')}</span>}
      </header>
      <HealthTrouble of={connection} />
      <p className={classes['facts']}>
        <span>{kindName(connection.kind, t)}</span>
        <span>{t('connections.tables', { count: tables, formatted: number(tables) })}</span>
        {rows !== null && <span>{t('common.rows', { count: rows, formatted: number(rows) })}</span>}
        <span>{asOf === null ? t('connections.live') : t('connections.asOf', { time: time(asOf) })}</span>
      </p>
      <div className={classes['actions']}>
        {!connection.empty && (
          <LinkButton
            to="/ask"
            search={{ connection: connection.id }}
            leftSection={<IconMessage2Search size={17} stroke={1.7} />}
          >
            {t('connections.ask')}
          </LinkButton>
        )}
        <LinkButton
          to="/connections/$connectionId"
          params={{ connectionId: connection.id }}
          variant="default"
          aria-label={t('connections.more', { name: connection.name })}
        >
          {t(connection.empty ? 'connections.look' : 'connections.open')}
        </LinkButton>
        {connection.sample && removable && <RemoveSample id={connection.id} />}
      </div>
    </article>
  );
}

function RemoveSample({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const remove = useRemoveConnection();
  return (
    <>
      <Tooltip label={t('connections.remove')}>
        <ActionIcon
          size="lg"
          onClick={() => setAsking(true)}
          className={classes['remove'] ?? ''}
          aria-label={t('connections.remove')}
        >
          <IconTrash size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={asking} close={() => setAsking(false)} title={t('connections.removeTitle')}>
        <p className={classes['warning']}>{t('connections.removeText')}</p>
        <div className={classes['confirm']}>
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button
            color="danger"
            loading={remove.isPending}
            onClick={() => remove.mutate(id, { onSuccess: () => setAsking(false) })}
          >
            {t('connections.removeConfirm')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
