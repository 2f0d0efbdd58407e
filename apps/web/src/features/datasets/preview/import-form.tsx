import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileInspection, ImportInto, ImportPlan, Upload } from '@lumiere/contract';
import { tableKind, tableOf, tablesLeft } from '../../../lib/uploads/file-tables.ts';
import { useApi } from '../../../lib/use-api.ts';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { datasetsQuery } from '../queries.ts';
import { faultyColumns } from './edit-plan.ts';
import classes from './import-form.module.css';
import { useImport } from './use-import.ts';
import type { ImportAllRequest } from './use-import-all.ts';

/** Tables that are imported by one click: each waits with a file of its own, and an organization may have 50 of them. */
const mostAtOnce = 30;

const kinds = ['new', 'replace', 'append'] as const;

interface ImportFormProps {
  readonly upload: Upload;
  readonly inspection: FileInspection;
  readonly plan: ImportPlan;
  readonly edited: boolean;
  /** True while nobody knows yet what the plan would make of the file. */
  readonly waiting: boolean;
  readonly importAll: (of: ImportAllRequest) => void;
}

/** Where the rows go, and the button that sends them there. */
export function ImportForm({ upload, inspection, plan, edited, waiting, importAll }: ImportFormProps) {
  const { t } = useTranslation();
  const { dataset: wanted } = useSearch({ from: '/member/files/import/$uploadId' });
  // one that came to nothing is asked for again as it was
  const before = upload.tried?.into;
  const [kind, setKind] = useState<(typeof kinds)[number]>(before?.kind ?? (wanted === undefined ? 'new' : 'replace'));
  const [typed, type] = useState((before?.kind === 'new' ? before.name : undefined) ?? null);
  // another sheet suggests another name, until somebody gives one
  const name = typed ?? inspection.name;
  const [picked, pick] = useState<string | undefined>(
    before === undefined || before.kind === 'new' ? wanted : before.dataset,
  );
  const datasets = useQuery(datasetsQuery(useApi(), { search: '', limit: 100, offset: 0 }));
  const there = (datasets.data?.items ?? []).filter(({ version }) => version !== null);
  const target = there.find(({ id }) => id === picked) ?? there[0];
  const { start, unchanged, tables } = useImport(upload, inspection);
  const left = tablesLeft(tables);
  const all = kind === 'new' && upload.tried === null && left.length > 1 && left.length <= mostAtOnce;
  const table = tableOf(inspection);
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
            onChange={({ currentTarget }) => type(currentTarget.value)}
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
        {all && (
          <Button
            size="md"
            variant="default"
            className={classes['go'] ?? ''}
            disabled={waiting || nameMissing || faulty.length > 0 || start.isPending}
            onClick={() => importAll({ upload, tables, shown: { table, plan, name: typed?.trim() ?? null } })}
          >
            {t(`files.all.${tables.taken.length === 0 ? 'go' : 'left'}.${tableKind(table)}`, { count: left.length })}
          </Button>
        )}
      </div>
      {all && <p className={classes['quiet']}>{t('files.all.how')}</p>}
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
