import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import { isDatabaseKind } from '../../lib/database-file.ts';
import { errorToast } from '../../lib/error-words.ts';
import { useApi } from '../../lib/use-api.ts';
import { useMay } from '../../lib/use-may.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { DeletePanel } from './delete-panel.tsx';
import classes from './panels.module.css';
import { kindsQuery } from './queries.ts';
import { ReplaceFile } from './replace-file.tsx';
import { ReplacePanel } from './replace-panel.tsx';
import { sentFileOf } from './sent-file.ts';

/** How a connection is set up: its name, where it leads, and its end. */
export function SettingsPanel({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const { disconnect } = useMay();
  const kinds = useQuery(kindsQuery(useApi()));
  const kind = kinds.data?.items.find((each) => each.kind === connection.kind);
  const file = sentFileOf(connection.config);
  return (
    <div className={classes['panel']}>
      <NamePanel connection={connection} />
      {kinds.isError ? (
        <ErrorCard error={kinds.error} retry={() => void kinds.refetch()} />
      ) : kinds.isPending ? (
        <Skeleton height={320} radius="lg" />
      ) : kind?.addedBy === 'form' && connection.config !== null ? (
        <ReplacePanel key={connection.id} connection={connection} kind={kind} saved={connection.config} />
      ) : isDatabaseKind(connection.kind) && file !== null ? (
        <ReplaceFile key={connection.id} connection={connection} kind={connection.kind} file={file} />
      ) : (
        <section className={classes['card']}>
          <h2 className={classes['title']}>{t('connection.settings.place')}</h2>
          <p className={classes['quiet']}>
            {t(`connection.settings.${connection.sample ? 'sample' : kind === undefined ? 'owns' : 'operators'}`)}
          </p>
        </section>
      )}
      {disconnect && <DeletePanel connection={connection} />}
    </div>
  );
}

function NamePanel({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const [name, setName] = useState(connection.name);
  const rename = useMutation({
    mutationFn: () =>
      call('PATCH /api/v1/connections/:id', { params: { id: connection.id }, body: { name: name.trim() } }),
    onSuccess: async () => {
      toast({ message: t('connection.settings.renamed') });
      await client.invalidateQueries({ queryKey: ['connections'] });
      await client.invalidateQueries({ queryKey: ['connection', connection.id] });
    },
    onError: (error) => toast(errorToast(error, t)),
  });
  return (
    <form
      className={classes['card']}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') rename.mutate();
      }}
    >
      <TextInput
        label={t('connect.name')}
        description={t('connect.nameHint')}
        className={classes['name'] ?? ''}
        maxLength={100}
        autoComplete="off"
        value={name}
        error={name.trim() === '' ? t('forms.required') : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={classes['actions']}>
        <Button
          type="submit"
          variant="default"
          loading={rename.isPending}
          disabled={name.trim() === '' || name.trim() === connection.name}
        >
          {t('connection.settings.rename')}
        </Button>
      </div>
    </form>
  );
}
