import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportInto, ImportPlan, ImportReply, Upload } from '@lumiere/contract';
import { useApi } from '../../../lib/use-api.ts';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { datasetsQuery } from '../queries.ts';
import { useUploads } from '../../../lib/uploads/use-uploads.ts';
import { faultyColumns } from './edit-plan.ts';
import classes from './import-form.module.css';

const kinds = ['new', 'replace', 'append'] as const;

interface ImportFormProps {
  readonly upload: Upload;
  readonly plan: ImportPlan;
  readonly edited: boolean;
  /** True while nobody knows yet what the plan would make of the file. */
  readonly waiting: boolean;
}

/** Where the rows go, and the button that sends them there. */
export function ImportForm({ upload, plan, edited, waiting }: ImportFormProps) {
  const { t } = useTranslation();
  const { dataset: wanted } = useSearch({ from: '/member/files/import/$uploadId' });
  // one that came to nothing is asked for again as it was
  const before = upload.tried?.into;
  const [kind, setKind] = useState<(typeof kinds)[number]>(before?.kind ?? (wanted === undefined ? 'new' : 'replace'));
  const [name, setName] = useState(() => (before?.kind === 'new' ? before.name : undefined) ?? nameOf(upload.name));
  const [picked, pick] = useState<string | undefined>(
    before === undefined || before.kind === 'new' ? wanted : before.dataset,
  );
  const datasets = useQuery(datasetsQuery(useApi(), { search: '', limit: 100, offset: 0 }));
  const there = (datasets.data?.items ?? []).filter(({ version }) => version !== null);
  const target = there.find(({ id }) => id === picked) ?? there[0];
  const { start, unchanged } = useImport(upload.id);
  const faulty = faultyColumns(plan);
  const into: ImportInto | null =
    kind === 'new' ? { kind, name: name.trim() } : target === undefined ? null : { kind, dataset: target.id };
  const nameMissing = kind === 'new' && name.trim() === '';
  const send = (again: boolean) => {
    if (into !== null) start.mutate({ into, plan, again });
  };
  return (
    <section className={classes['form']} aria-labelledby="into">
      <h2 id="into" className={classes['heading']}>
        {t('files.into.title')}
      </h2>
      <div className={classes['kinds']} role="radiogroup" aria-labelledby="into">
        {kinds.map((each) => (
          <label key={each} className={classes['kind']} data-off={each !== 'new' && there.length === 0}>
            <input
              type="radio"
              name="into"
              checked={kind === each}
              disabled={each !== 'new' && there.length === 0}
              onChange={() => setKind(each)}
            />
            <strong>{t(`files.into.kinds.${each}`)}</strong>
            <span className={classes['quiet']}>{t(`files.into.texts.${each}`)}</span>
          </label>
        ))}
      </div>
      <div className={classes['target']}>
        {kind === 'new' ? (
          <TextInput
            label={t('files.into.name')}
            value={name}
            maxLength={63}
            error={nameMissing ? t('files.into.nameMissing') : undefined}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
        ) : (
          <NativeSelect
            label={t('files.into.dataset')}
            value={target?.id ?? ''}
            data={there.map(({ id, name: label }) => ({ value: id, label }))}
            onChange={({ currentTarget }) => pick(currentTarget.value)}
          />
        )}
        <Button
          size="md"
          className={classes['go'] ?? ''}
          loading={start.isPending}
          disabled={waiting || nameMissing || into === null || faulty.length > 0}
          onClick={() => send(false)}
        >
          {t('files.into.go')}
        </Button>
      </div>
      {edited && <p className={classes['quiet']}>{t('files.into.edited')}</p>}
      {faulty.length > 0 && (
        <p className={classes['fault']} role="alert">
          {t('files.into.faulty', { names: faulty.map((index) => plan.columns[index]?.source).join(', ') })}
        </p>
      )}
      {unchanged !== null && (
        <div className={classes['unchanged']} role="status">
          <p>{t('files.into.unchanged')}</p>
          <Button variant="default" size="xs" onClick={() => send(true)} loading={start.isPending}>
            {t('files.into.again')}
          </Button>
          <LinkButton to="/files/$datasetId" params={{ datasetId: unchanged }} variant="default" size="xs">
            {t('files.into.look')}
          </LinkButton>
        </div>
      )}
      {start.isError && <ErrorCard error={start.error} level={3} />}
    </section>
  );
}

/** Starts the import and goes to its dataset; where that holds this file already, it says so instead. */
function useImport(upload: string) {
  const { call } = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { uploads } = useUploads();
  const start = useMutation({
    mutationFn: (body: { into: ImportInto; plan: ImportPlan; again: boolean }): Promise<ImportReply> =>
      call('POST /api/v1/uploads/:id/import', { params: { id: upload }, body }),
    onSuccess: async (reply) => {
      if (reply.outcome === 'unchanged') return;
      uploads.forget(upload);
      client.removeQueries({ queryKey: ['dataset', reply.dataset] });
      void client.invalidateQueries({ queryKey: ['datasets'] });
      await navigate({ to: '/files/$datasetId', params: { datasetId: reply.dataset } });
    },
  });
  return { start, unchanged: start.data?.outcome === 'unchanged' ? start.data.dataset : null };
}

/** What a dataset of this file would be called: without its endings, and without folders. */
export const nameOf = (file: string): string =>
  (file.split(/[\\/]/).at(-1) ?? file)
    .replace(/(\.(csv|tsv|txt|json|ndjson|jsonl|xlsx|xls|parquet))?(\.(gz|zip))?$/i, '')
    .trim()
    .slice(0, 63) || file.slice(0, 63);
