import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FileInspection, ImportInto, ImportPlan, ImportReply, Upload } from '@lumiere/contract';
import { type FileTable, tableKey, tableOf, tablesLeft, tablesOf } from '../../../lib/uploads/file-tables.ts';
import type { UploadItem } from '../../../lib/uploads/uploads.ts';
import { useUploads } from '../../../lib/uploads/use-uploads.ts';
import { useApi } from '../../../lib/use-api.ts';

/** Starts the import and goes to its dataset; where that holds this file already, it says so instead. A file with tables left is kept for them. */
export function useImport(upload: Upload, inspection: FileInspection) {
  const { call } = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { uploads, items } = useUploads();
  const table = tableOf(inspection);
  const known = items.find(({ id }) => id === upload.id)?.tables ?? null;
  const all = tablesOf(inspection, known?.all);
  const taken = (known?.taken ?? []).filter((each) => tableKey(each) !== tableKey(table));
  const left = tablesLeft({ all, taken }).filter((each) => tableKey(each) !== tableKey(table));
  const last = left.length === 0 || keptBefore(upload, table, items) !== undefined;
  const start = useMutation({
    mutationFn: (body: { into: ImportInto; plan: ImportPlan; again: boolean }): Promise<ImportReply> =>
      call('POST /api/v1/uploads/:id/import', {
        params: { id: upload.id },
        body: { ...body, keep: !last },
      }),
    onSuccess: async (reply) => {
      if (reply.outcome === 'unchanged') return;
      const { dataset, kept } = reply;
      if (kept === null) uploads.forget(upload.id);
      else uploads.keep(upload.id, { ...upload, id: kept }, { all, taken: [...taken, { ...table, dataset }] });
      client.removeQueries({ queryKey: ['dataset', dataset] });
      // who comes back finds that it is taken
      void client.invalidateQueries({ queryKey: ['upload', upload.id], refetchType: 'none' });
      void client.invalidateQueries({ queryKey: ['datasets'] });
      await navigate({ to: '/files/$datasetId', params: { datasetId: dataset } });
    },
  });
  return { start, unchanged: start.data?.outcome === 'unchanged' ? start.data.dataset : null, tables: { all, taken } };
}

/** What was kept of the file when this table of it was tried for the first time. */
const keptBefore = (upload: Upload, table: FileTable, items: readonly UploadItem[]): UploadItem | undefined =>
  upload.tried === null
    ? undefined
    : items.find(
        ({ id, name, bytes, tables }) =>
          id !== upload.id &&
          name === upload.name &&
          bytes === upload.bytes &&
          tables?.taken.some((each) => tableKey(each) === tableKey(table)),
      );
