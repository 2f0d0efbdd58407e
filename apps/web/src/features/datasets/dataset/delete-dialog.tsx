import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetDetail, DatasetImpact } from '@lumiere/contract';
import { errorLine } from '../../../lib/error-words.ts';
import { useShowNumber } from '../../../lib/show-time.ts';
import { useApi } from '../../../lib/use-api.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { impactQuery } from '../queries.ts';
import { useShowBytes } from '../../../lib/show-bytes.ts';
import classes from './dialogs.module.css';

interface DeleteDialogProps {
  readonly dataset: DatasetDetail;
  readonly opened: boolean;
  readonly close: () => void;
  readonly leave: () => void;
}

/** Says what would be lost and broken; its button works once the name is typed. */
export function DeleteDialog({ dataset, opened, close, leave }: DeleteDialogProps) {
  const { t } = useTranslation();
  const api = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [typed, setTyped] = useState('');
  const impact = useQuery({ ...impactQuery(api, dataset.id), enabled: opened });
  const remove = useMutation({
    mutationFn: () => api.call('DELETE /api/v1/datasets/:id', { params: { id: dataset.id } }),
    onSuccess: async () => {
      leave();
      toast({ message: t('files.remove.done', { name: dataset.name }) });
      await navigate({ to: '/files' });
      client.removeQueries({ queryKey: ['dataset', dataset.id] });
      for (const key of ['datasets', 'connections', 'model']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const confirmed = typed.trim() === dataset.name;
  return (
    <Dialog opened={opened} close={close} title={t('files.remove.title', { name: dataset.name })}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (confirmed && impact.data !== undefined) remove.mutate();
        }}
      >
        {impact.isError ? (
          <ErrorCard error={impact.error} level={3} retry={() => void impact.refetch()} />
        ) : impact.data === undefined ? (
          <Skeleton height={90} radius="md" aria-busy="true" />
        ) : (
          <Impact impact={impact.data} />
        )}
        <TextInput
          label={t('files.remove.type', { name: dataset.name })}
          value={typed}
          autoComplete="off"
          data-autofocus
          error={remove.isError ? errorLine(remove.error, t) : undefined}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <div className={classes['actions']}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            color="danger"
            loading={remove.isPending}
            disabled={!confirmed || impact.data === undefined}
          >
            {t('files.remove.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Impact({ impact }: { readonly impact: DatasetImpact }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const bytes = useShowBytes();
  return (
    <div className={classes['impact']}>
      <p>{t('files.remove.lost')}</p>
      <ul>
        <li>
          {t('files.remove.rows', {
            rows: number(impact.rows),
            versions: number(impact.versions),
            bytes: bytes(impact.bytes),
          })}
        </li>
        {impact.answers > 0 && (
          <li>{t('files.remove.answers', { count: impact.answers, formatted: number(impact.answers) })}</li>
        )}
        {impact.receipts > 0 && (
          <li>{t('files.remove.receipts', { count: impact.receipts, formatted: number(impact.receipts) })}</li>
        )}
      </ul>
      {impact.questions.length > 0 && (
        <>
          <p>{t('files.remove.questions')}</p>
          <ul>
            {impact.questions.map((question, index) => (
              <li key={index}>{question}</li>
            ))}
          </ul>
        </>
      )}
      <p>{t('files.remove.forEver')}</p>
    </div>
  );
}
