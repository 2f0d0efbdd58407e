import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import type { DatabaseKind } from '../../lib/database-file.ts';
import { useShowAgo } from '../../lib/show-ago.ts';
import { useShowBytes } from '../../lib/show-bytes.ts';
import { useApi } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { Differences } from './differences.tsx';
import { FileSlot } from './file-slot.tsx';
import classes from './panels.module.css';
import type { SentFile } from './sent-file.ts';
import { TestSteps } from './test-steps.tsx';
import { useSentFile } from './use-sent-file.ts';

/** The database file of a connection, and the way to put a newer one in its place, compared with it first. */
export function ReplaceFile({
  connection,
  kind,
  file: kept,
}: {
  readonly connection: ConnectionDetail;
  readonly kind: DatabaseKind;
  readonly file: SentFile;
}) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const ago = useShowAgo();
  const bytes = useShowBytes();
  const file = useSentFile(kind, connection.id);
  const { sent, uploads } = file;
  const params = { id: connection.id };
  const preview = useQuery({
    queryKey: ['connection', connection.id, 'replacement', sent],
    queryFn: ({ signal }) =>
      call('POST /api/v1/connections/:id/replacement', { params, body: { config: { upload: sent } } }, { signal }),
    enabled: sent !== null,
    staleTime: Infinity,
    retry: false,
  });
  const save = useMutation({
    mutationFn: (upload: string) => call('PATCH /api/v1/connections/:id', { params, body: { config: { upload } } }),
    onSuccess: async (_, upload) => {
      uploads.forget(upload);
      toast({ message: t('connection.settings.replacedFile') });
      await client.invalidateQueries({ queryKey: ['connections'] });
      await client.invalidateQueries({ queryKey: ['connection', connection.id] });
    },
  });
  return (
    <section className={classes['card']} aria-labelledby="file-title">
      <h2 id="file-title" className={classes['title']}>
        {t('connection.settings.file')}
      </h2>
      <p className={classes['what']}>
        <strong>{kept.name}</strong>
        <span className={classes['when']}>
          {t('connection.settings.fileFacts', { bytes: bytes(kept.bytes), when: ago(kept.at) })}
        </span>
      </p>
      <div className={classes['section']}>
        <h3 className={classes['title']}>{t('connection.settings.newer')}</h3>
        <p className={classes['quiet']}>{t('connection.settings.newerText')}</p>
        <FileSlot
          kind={kind}
          file={file}
          onFile={(chosen) => {
            save.reset();
            void file.send(chosen);
          }}
        />
      </div>
      {preview.isError && <ErrorCard error={preview.error} level={3} retry={() => void preview.refetch()} />}
      {save.isError && <ErrorCard error={save.error} level={3} />}
      {preview.isFetching && <Skeleton height={160} radius="lg" aria-label={t('connect.file.looking')} />}
      {preview.data && <TestSteps test={preview.data.test} />}
      {preview.data?.test.ok && sent !== null && (
        <>
          <Differences of={preview.data} />
          <div className={classes['actions']}>
            <Button loading={save.isPending} onClick={() => save.mutate(sent)}>
              {t('connection.settings.replaceFile')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
