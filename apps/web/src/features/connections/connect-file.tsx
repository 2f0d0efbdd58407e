import { Button, Loader } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorKind } from '@lumiere/contract';
import type { DatabaseKind } from '../../lib/database-file.ts';
import { useApi } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import classes from './connect-page.module.css';
import { FileSlot } from './file-slot.tsx';
import { NameField } from './name-field.tsx';
import { TestSteps } from './test-steps.tsx';
import { useFileTest, useSentFile } from './use-sent-file.ts';

/** Takes a database file, looks into it as soon as it has arrived, and connects it. */
export function ConnectFile({ kind }: { readonly kind: ConnectorKind & { readonly kind: DatabaseKind } }) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { upload } = useSearch({ from: '/member/connections/new' });
  const file = useSentFile(kind.kind, null, upload);
  const { item, sent, uploads } = file;
  const test = useFileTest(kind.kind, sent);
  const [typed, setTyped] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const name = typed ?? (item === null ? '' : nameOf(item.name));
  const save = useMutation({
    mutationFn: (config: { readonly upload: string }) =>
      call('POST /api/v1/connections', { body: { kind: kind.kind, name: name.trim(), config } }),
    onSuccess: async ({ id }, config) => {
      uploads.forget(config.upload);
      void client.invalidateQueries({ queryKey: ['connections'] });
      await navigate({ to: '/connections/new', search: { made: id }, replace: true });
    },
  });
  const missing =
    sent !== null
      ? null
      : t(item === null || item.phase === 'failed' ? 'connect.file.needed' : 'connect.file.arriving');
  const usable = test.data?.ok === true;
  return (
    <div className={classes['columns']}>
      <form
        className={classes['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (sent !== null && usable && name.trim() !== '') save.mutate({ upload: sent });
        }}
      >
        <section className={classes['file']} aria-labelledby="file-title">
          <h2 id="file-title" className={classes['subtitle']}>
            {t('connect.file.title')}
          </h2>
          <FileSlot
            kind={kind.kind}
            file={file}
            onFile={(chosen) => {
              save.reset();
              void file.send(chosen).then((found) => navigate({ to: '/connections/new', search: { kind: found } }));
            }}
          />
          <p className={classes['quiet']}>{t('connect.file.privacy')}</p>
          {tried && missing !== null && (
            <p className={classes['missing']} role="alert">
              {missing}
            </p>
          )}
        </section>
        <NameField value={name} missing={tried} onChange={setTyped} />
        <div className={classes['actions']}>
          <Button type="submit" loading={save.isPending} disabled={sent !== null && !usable}>
            {t('connect.save')}
          </Button>
        </div>
      </form>
      <div className={classes['side']} aria-live="polite">
        {save.isError && !save.isPending && <ErrorCard error={save.error} />}
        {test.isError && <ErrorCard error={test.error} retry={() => void test.refetch()} />}
        {test.isFetching && (
          <p className={classes['looking']}>
            <Loader size={18} aria-hidden="true" />
            {t('connect.file.looking')}
          </p>
        )}
        {test.data && <TestSteps test={test.data} />}
      </div>
    </div>
  );
}

/** What a file is called without its ending. */
const nameOf = (file: string): string => file.replace(/\.[a-z0-9]{1,8}$/i, '').slice(0, 100);
