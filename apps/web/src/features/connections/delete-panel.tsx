import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import { useApi } from '../../lib/use-api.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ImpactList } from './impact-list.tsx';
import classes from './panels.module.css';
import { impactQuery } from './queries.ts';
import { sentFileOf } from './sent-file.ts';

/** Removes a connection, once its name is typed below what goes with it. */
export function DeletePanel({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const kept = sentFileOf(connection.config) !== null;
  return (
    <section className={`${classes['card']} ${classes['danger']}`} aria-labelledby="delete-title">
      <h2 id="delete-title" className={classes['title']}>
        {t('connection.delete.title')}
      </h2>
      <p className={classes['quiet']}>{t(kept ? 'connection.delete.textFile' : 'connection.delete.text')}</p>
      <div className={classes['actions']}>
        <Button
          variant="default"
          color="danger"
          leftSection={<IconTrash size={17} stroke={1.7} />}
          onClick={() => setAsking(true)}
        >
          {t('connection.delete.open')}
        </Button>
      </div>
      <Dialog
        opened={asking}
        close={() => setAsking(false)}
        title={t('connection.delete.ask', { name: connection.name })}
      >
        <Confirm connection={connection} close={() => setAsking(false)} />
      </Dialog>
    </section>
  );
}

function Confirm({ connection, close }: { readonly connection: ConnectionDetail; readonly close: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [typed, setTyped] = useState('');
  const impact = useQuery({ ...impactQuery(api, connection.id), staleTime: 0 });
  const remove = useMutation({
    mutationFn: () => api.call('DELETE /api/v1/connections/:id', { params: { id: connection.id } }),
    onSuccess: async () => {
      toast({ message: t('connection.delete.done', { name: connection.name }) });
      await navigate({ to: '/connections', replace: true });
      client.removeQueries({ queryKey: ['connection', connection.id] });
      await client.invalidateQueries({ queryKey: ['connections'] });
    },
  });
  const confirmed = typed.trim() === connection.name.trim();
  return (
    <form
      className={classes['confirm']}
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed && impact.data) remove.mutate();
      }}
    >
      {impact.isError ? (
        <ErrorCard error={impact.error} level={3} retry={() => void impact.refetch()} />
      ) : impact.isPending ? (
        <Skeleton height={96} radius="md" />
      ) : (
        <ImpactList impact={impact.data} lead={t('connection.delete.goes')} />
      )}
      <p className={classes['quiet']}>
        {t(sentFileOf(connection.config) === null ? 'connection.delete.source' : 'connection.delete.file')}
      </p>
      <TextInput
        label={t('connection.delete.type', { name: connection.name })}
        value={typed}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {remove.isError && <ErrorCard error={remove.error} level={3} />}
      <div className={classes['actions']}>
        <Button type="submit" color="danger" disabled={!confirmed || !impact.data} loading={remove.isPending}>
          {t('connection.delete.confirm')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
