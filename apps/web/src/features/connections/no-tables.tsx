import { Button } from '@mantine/core';
import { IconRefresh, IconTableOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import { errorToast } from '../../lib/error-words.ts';
import { useApi } from '../../lib/use-api.ts';
import { useMay } from '../../lib/use-may.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { kindsQuery } from './queries.ts';
import { RefreshProgress } from './refresh-progress.tsx';
import { ScriptPanel } from './script-panel.tsx';
import classes from './no-tables.module.css';

/** A source that is connected and shows no tables: why that may be, what to do about it, and the way to look again. */
export function NoTables({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const may = useMay();
  const { id, name, refreshing, config } = connection;
  const kinds = useQuery({ ...kindsQuery(api), enabled: may.connect });
  const kind = kinds.data?.items.find((each) => each.kind === connection.kind);
  const file = kind?.addedBy === 'file';
  const refresh = useMutation({
    mutationFn: () => api.call('POST /api/v1/connections/:id/refresh', { params: { id }, body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['connection', id] }),
    onError: (error) => toast(errorToast(error, t)),
  });
  return (
    <div className={classes['parts']}>
      <EmptyState
        title={t('connect.empty.title', { name })}
        text={t(file ? 'connect.empty.textFile' : 'connect.empty.text')}
        icon={<IconTableOff size={28} stroke={1.5} />}
      >
        {may.connect && !file && (
          <Button
            leftSection={<IconRefresh size={17} stroke={1.7} />}
            loading={refresh.isPending || refreshing !== null}
            onClick={() => refresh.mutate()}
          >
            {t('connect.done.refresh')}
          </Button>
        )}
        {may.connect && (
          <LinkButton
            to="/connections/$connectionId"
            params={{ connectionId: id }}
            search={{ view: 'settings' }}
            variant={file ? 'filled' : 'default'}
          >
            {t(file ? 'connect.empty.file' : 'connect.done.settings')}
          </LinkButton>
        )}
      </EmptyState>
      {refreshing !== null && <RefreshProgress connection={connection} />}
      {may.connect && kind?.hasScript === true && config !== null && <ScriptPanel kind={kind} config={config} />}
    </div>
  );
}
