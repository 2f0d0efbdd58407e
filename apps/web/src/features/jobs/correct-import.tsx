import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Job } from '@lumiere/contract';
import { useApi } from '../../lib/use-api.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { subjectDatasetQuery } from './queries.ts';

/** Leads from an import that came to nothing back to how its file is read, as long as the file is here. */
export function CorrectImport({ job, dataset }: { readonly job: Job['id']; readonly dataset: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(subjectDatasetQuery(useApi(), dataset));
  const last = data?.lastImport;
  if (last?.job !== job || last.upload === null) return null;
  return (
    <LinkButton to="/files/import/$uploadId" params={{ uploadId: last.upload }} size="xs">
      {t('files.import.correct')}
    </LinkButton>
  );
}
