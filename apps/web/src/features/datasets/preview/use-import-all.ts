import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPlan, Upload } from '@lumiere/contract';
import { ApiError } from '../../../lib/api-error.ts';
import {
  type FileTable,
  type FileTables,
  tableKey,
  tableSearch,
  tablesLeft,
} from '../../../lib/uploads/file-tables.ts';
import { useUploads } from '../../../lib/uploads/use-uploads.ts';
import { useApi } from '../../../lib/use-api.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';

/** What became of one of the tables; how an import goes, its dataset says. */
export interface TableStep {
  readonly table: FileTable;
  readonly state:
    | { readonly kind: 'waiting' | 'looking' | 'empty' }
    | { readonly kind: 'started'; readonly dataset: string }
    | { readonly kind: 'refused'; readonly error: unknown };
}

export interface ImportAllRun {
  readonly upload: Upload;
  readonly steps: readonly TableStep[];
  /** Where the file is for the tables that were refused; null while it goes on, and where none was. */
  readonly rest: string | null;
  readonly ended: boolean;
}

/** What is imported: the tables that are left, and the one that is looked at as it was corrected. */
export interface ImportAllRequest {
  readonly upload: Upload;
  readonly tables: FileTables;
  readonly shown: { readonly table: FileTable; readonly plan: ImportPlan; readonly name: string | null };
}

/**
 * Imports the tables of a file one after the other, each as it is guessed, into a dataset of its own.
 * Leaving the page of `uploadId` ends it between two; what is left is offered with the file.
 */
export function useImportAll(uploadId: string): {
  /** Null where none was begun on this page. */
  readonly run: ImportAllRun | null;
  readonly begin: (of: ImportAllRequest) => void;
  /** Shows the file again. */
  readonly close: () => void;
} {
  const { call } = useApi();
  const { t } = useTranslation();
  const { uploads } = useUploads();
  const client = useQueryClient();
  const announce = useAnnounce();
  const [run, setRun] = useState<ImportAllRun | null>(null);
  const working = useRef<AbortController>(null);
  useEffect(
    () => () => {
      working.current?.abort();
      working.current = null;
      // one that was broken off has nothing more to say
      setRun((last) => (last?.ended === true ? last : null));
    },
    [uploadId],
  );

  async function work({ upload, tables, shown }: ImportAllRequest, signal: AbortSignal): Promise<void> {
    const steps: TableStep[] = tablesLeft(tables).map((table) => ({ table, state: { kind: 'waiting' } }));
    const tell = (of: Partial<ImportAllRun> = {}) => {
      if (!signal.aborted) setRun({ upload, steps: [...steps], rest: null, ended: false, ...of });
    };
    let { id } = upload;
    let { all, taken } = tables;
    const importOne = async (table: FileTable): Promise<TableStep['state'] | readonly FileTable[]> => {
      const own = tableKey(table) === tableKey(shown.table);
      const params = { id };
      const found = own
        ? { plan: shown.plan, rows: null, sheets: [] }
        : await call('POST /api/v1/uploads/:id/inspect', { params, body: { choices: tableSearch(table) } }, { signal });
      if (table.sheet === null && found.sheets.length > 1)
        return found.sheets.map((sheet) => ({ member: table.member, sheet }));
      if (found.rows === 0) return { kind: 'empty' };
      const name = own && shown.name !== null ? { name: shown.name } : {};
      const body = { into: { kind: 'new' as const, ...name }, plan: found.plan, keep: true };
      // not ended half way: what the server kept has to be known
      const reply = await call('POST /api/v1/uploads/:id/import', { params, body });
      if (reply.outcome !== 'started' || reply.kept === null) throw new Error('A new dataset cannot be there already.');
      const { dataset, kept } = reply;
      taken = [...taken, { ...table, dataset }];
      uploads.keep(id, { ...upload, id: kept }, { all, taken });
      void client.invalidateQueries({ queryKey: ['upload', id], refetchType: 'none' });
      id = kept;
      void client.invalidateQueries({ queryKey: ['datasets'] });
      return { kind: 'started', dataset };
    };
    for (let index = 0; index < steps.length; index++) {
      const table = steps[index]?.table;
      if (signal.aborted || table === undefined) return;
      steps[index] = { table, state: { kind: 'looking' } };
      tell();
      const state = await importOne(table).catch((error: unknown): TableStep['state'] =>
        error instanceof ApiError && error.code === 'file.empty' ? { kind: 'empty' } : { kind: 'refused', error },
      );
      if (isState(state)) steps[index] = { table, state };
      else {
        // a workbook within the archive: its sheets come in its place
        all = all.flatMap((each) => (tableKey(each) === tableKey(table) ? state : [each]));
        steps.splice(index--, 1, ...state.map((each): TableStep => ({ table: each, state: { kind: 'waiting' } })));
      }
      tell();
    }
    if (signal.aborted) return;
    const refused = steps.some(({ state }) => state.kind === 'refused');
    if (!refused) {
      uploads.forget(id);
      // what cannot be discarded now expires
      await call('DELETE /api/v1/uploads/:id', { params: { id } }).catch(() => undefined);
    }
    tell({ ended: true, rest: refused ? id : null });
    announce(t('files.all.ended', { name: upload.name }));
  }

  return {
    // what it is begun on is taken, so that the upload's own state says nothing any more
    run: run?.upload.id === uploadId ? run : null,
    begin: (of) => {
      // a second click asks for nothing more
      if (working.current !== null) return;
      const own = new AbortController();
      working.current = own;
      void work(of, own.signal).finally(() => {
        if (working.current === own) working.current = null;
      });
    },
    close: () => {
      void client.invalidateQueries({ queryKey: ['upload', uploadId] });
      setRun(null);
    },
  };
}

const isState = (of: TableStep['state'] | readonly FileTable[]): of is TableStep['state'] => 'kind' in of;
