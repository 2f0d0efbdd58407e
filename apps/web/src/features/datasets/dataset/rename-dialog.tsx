import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetDetail } from '@lumiere/contract';
import { errorLine } from '../../../lib/error-words.ts';
import { useApi } from '../../../lib/use-api.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import classes from './dialogs.module.css';

interface RenameDialogProps {
  readonly dataset: DatasetDetail;
  readonly opened: boolean;
  readonly close: () => void;
}

export function RenameDialog({ dataset, opened, close }: RenameDialogProps) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const [name, setName] = useState(dataset.name);
  const rename = useMutation({
    mutationFn: () => call('PATCH /api/v1/datasets/:id', { params: { id: dataset.id }, body: { name: name.trim() } }),
    onSuccess: (detail) => {
      client.setQueryData(['dataset', dataset.id], detail);
      for (const key of ['datasets', 'connections', 'model']) void client.invalidateQueries({ queryKey: [key] });
      toast({ message: t('files.rename.done', { name: detail.name }) });
      close();
    },
  });
  return (
    <Dialog opened={opened} close={close} title={t('files.rename.title')}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') rename.mutate();
        }}
      >
        <TextInput
          label={t('files.rename.name')}
          description={t('files.rename.hint')}
          value={name}
          maxLength={63}
          data-autofocus
          error={rename.isError ? errorLine(rename.error, t) : undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <div className={classes['actions']}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            loading={rename.isPending}
            disabled={name.trim() === '' || name.trim() === dataset.name}
          >
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
