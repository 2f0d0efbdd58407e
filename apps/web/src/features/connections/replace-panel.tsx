import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionConfig, ConnectionDetail, ConnectorKind } from '@lumiere/contract';
import { useApi } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx';
import { ConfigFields } from './config-fields.tsx';
import { Differences } from './differences.tsx';
import classes from './panels.module.css';
import { TestSteps } from './test-steps.tsx';
import { useConfigForm } from './use-config-form.ts';

/** Where a connection leads. Another place is tried and compared first, and saved once its meaning is known. */
export function ReplacePanel({
  connection,
  kind,
  saved,
}: {
  readonly connection: ConnectionDetail;
  readonly kind: ConnectorKind;
  readonly saved: ConnectionConfig;
}) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const saving = useRef(false);
  const form = useConfigForm(kind, saved, connection.secretsSet);
  const params = { id: connection.id };
  const preview = useMutation({
    mutationFn: () => call('POST /api/v1/connections/:id/replacement', { params, body: { config: form.config } }),
  });
  const save = useMutation({
    mutationFn: () => call('PATCH /api/v1/connections/:id', { params, body: { config: form.config } }),
    onSuccess: async () => {
      saving.current = true;
      toast({ message: t('connection.settings.replaced') });
      preview.reset();
      await client.invalidateQueries({ queryKey: ['connections'] });
      await client.invalidateQueries({ queryKey: ['connection', connection.id] });
      form.reset();
      saving.current = false;
    },
  });
  const found = preview.data;
  return (
    <form
      className={classes['card']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (form.check()) preview.mutate();
      }}
    >
      <h2 className={classes['title']}>{t('connection.settings.place')}</h2>
      <ConfigFields
        fields={form.fields}
        values={form.values}
        onChange={(name, value) => {
          form.set(name, value);
          // what was found belongs to what stood there
          if (found || preview.error) preview.reset();
          if (save.error) save.reset();
        }}
        errors={form.errorsWith(save.error ?? preview.error)}
        secretsSet={connection.secretsSet}
      />
      {preview.isError && <ErrorCard error={preview.error} level={3} />}
      {save.isError && <ErrorCard error={save.error} level={3} />}
      {found && <TestSteps test={found.test} />}
      {found?.test.ok && <Differences of={found} />}
      <div className={classes['actions']}>
        {found?.test.ok ? (
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {t('connection.settings.replace')}
          </Button>
        ) : (
          <Button type="submit" loading={preview.isPending} disabled={!form.dirty}>
            {t('connection.settings.preview')}
          </Button>
        )}
        {form.dirty && (
          <Button
            variant="default"
            onClick={() => {
              form.reset();
              preview.reset();
              save.reset();
            }}
          >
            {t('connection.settings.discard')}
          </Button>
        )}
      </div>
      <UnsavedGuard dirty={() => form.dirty && !saving.current} />
    </form>
  );
}
