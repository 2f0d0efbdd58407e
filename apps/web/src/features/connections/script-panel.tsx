import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ConnectionConfig, ConnectorKind } from '@lumiere/contract';
import { useApi } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { SqlCode } from '../../ui/sql-code.tsx';
import classes from './connect-page.module.css';

/** A script for the database's administrator that makes a user who can only read. */
export function ScriptPanel({ kind, config }: { readonly kind: ConnectorKind; readonly config: ConnectionConfig }) {
  const { t } = useTranslation();
  const { call } = useApi();
  const script = useMutation({
    mutationFn: () => {
      // the script needs no password, so none is sent for it
      const open = Object.fromEntries(Object.entries(config).filter(([name]) => !kind.secrets.includes(name)));
      return call('POST /api/v1/connections/read-only-script', { body: { kind: kind.kind, config: open } });
    },
  });
  return (
    <section className={classes['script']} aria-labelledby="script-title">
      <h2 id="script-title" className={classes['subtitle']}>
        <IconKey size={18} stroke={1.7} aria-hidden="true" />
        {t('connect.script.title')}
      </h2>
      <p className={classes['quiet']}>{t('connect.script.text')}</p>
      {script.isError && <ErrorCard error={script.error} level={3} />}
      {script.data?.script && <SqlCode statement={{ dialect: kind.title, sql: script.data.script, parameters: [] }} />}
      <div>
        <Button variant="default" size="xs" loading={script.isPending} onClick={() => script.mutate()}>
          {t(script.data ? 'connect.script.again' : 'connect.script.show')}
        </Button>
      </div>
    </section>
  );
}
