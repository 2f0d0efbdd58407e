import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorKind } from '@lumiere/contract';
import { ApiError } from '../../lib/api-error.ts';
import { useApi } from '../../lib/use-api.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx';
import { ConfigFields } from './config-fields.tsx';
import classes from './connect-page.module.css';
import { NameField } from './name-field.tsx';
import { ScriptPanel } from './script-panel.tsx';
import { TestSteps } from './test-steps.tsx';
import { useConfigForm } from './use-config-form.ts';

/** Says where a source is and how to sign in, tries it step by step, and connects it. */
export function ConnectForm({ kind }: { readonly kind: ConnectorKind }) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const form = useConfigForm(kind, null, []);
  const [name, setName] = useState('');
  const [nameMissing, setNameMissing] = useState(false);
  const leaving = useRef(false);
  const stop = useRef<AbortController>(undefined);

  const test = useMutation({
    mutationFn: () => {
      stop.current = new AbortController();
      return call(
        'POST /api/v1/connections/test',
        { body: { kind: kind.kind, config: form.config } },
        { signal: stop.current.signal },
      );
    },
    onSuccess: ({ ok, tables }) =>
      announce(ok ? t('connect.test.ok', { count: tables ?? 0 }) : t('connect.test.failed')),
  });
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/v1/connections', { body: { kind: kind.kind, name: name.trim(), config: form.config } }),
    onSuccess: async ({ id }) => {
      leaving.current = true;
      void client.invalidateQueries({ queryKey: ['connections'] });
      await navigate({ to: '/connections/new', search: { made: id }, replace: true });
    },
    // the steps say where exactly it fails
    onError: (error) => {
      if (error instanceof ApiError && error.code.startsWith('source.')) test.mutate();
    },
  });
  const change = (field: string, value: string) => {
    form.set(field, value);
    // what was found belongs to what stood there
    if (test.data || test.error) test.reset();
    if (save.error) save.reset();
  };
  const cancelled = test.error instanceof DOMException;
  const errors = form.errorsWith(save.error ?? test.error);
  return (
    <div className={classes['columns']}>
      <form
        className={classes['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setNameMissing(name.trim() === '');
          if (form.check() && name.trim() !== '') save.mutate();
        }}
      >
        <NameField value={name} missing={nameMissing} onChange={setName} />
        <ConfigFields fields={form.fields} values={form.values} onChange={change} errors={errors} secretsSet={[]} />
        <div className={classes['actions']}>
          <Button type="submit" loading={save.isPending}>
            {t('connect.save')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={17} stroke={1.7} />}
            loading={test.isPending}
            onClick={() => form.check() && test.mutate()}
          >
            {t('connect.try')}
          </Button>
          {test.isPending && (
            <Button variant="subtle" onClick={() => stop.current?.abort()}>
              {t('common.cancel')}
            </Button>
          )}
        </div>
      </form>
      <div className={classes['side']}>
        {save.isError && !save.isPending && <ErrorCard error={save.error} />}
        {test.isError && !cancelled && <ErrorCard error={test.error} />}
        {test.data && <TestSteps test={test.data} />}
        {kind.hasScript && <ScriptPanel kind={kind} config={form.config} />}
      </div>
      <UnsavedGuard dirty={() => !leaving.current && (form.dirty || name !== '')} />
    </div>
  );
}
