import { useQuery } from '@tanstack/react-query';
import { databaseKindOf } from '../../lib/database-file.ts';
import type { UploadItem } from '../../lib/uploads/uploads.ts';
import { useUploads } from '../../lib/uploads/use-uploads.ts';
import { useApi } from '../../lib/use-api.ts';

/** A database file on its way: for a new connection, or for one whose file it is to replace. */
export function useSentFile(kind: string, connection: string | null, upload?: string) {
  const { uploads, items } = useUploads();
  const mine = (item: UploadItem) => item.database?.kind === kind && item.database.connection === connection;
  const named = items.find((item) => upload !== undefined && item.id === upload);
  const item = named ?? items.findLast(mine) ?? null;
  return {
    uploads,
    item,
    /** The upload, once all of it is at the server. */
    sent: item?.phase === 'done' ? item.id : null,
    /** Sends a file in place of the one before, and gives the kind that it seems to be. */
    send: async (file: File): Promise<string> => {
      const found = (await databaseKindOf(file)) ?? kind;
      // what it takes the place of is wanted no more, and expires where it cannot be discarded now
      if (item !== null && item.name !== file.name) void uploads.discard(item.key).catch(() => undefined);
      uploads.add([file], null, { kind: connection === null ? found : kind, connection });
      return found;
    },
  };
}

/** What a test finds in a file that was sent. It is made once: neither the file nor what is read of it changes. */
export function useFileTest(kind: string, upload: string | null) {
  const { call } = useApi();
  return useQuery({
    queryKey: ['connection-test', kind, upload],
    queryFn: ({ signal }) => call('POST /api/v1/connections/test', { body: { kind, config: { upload } } }, { signal }),
    enabled: upload !== null,
    staleTime: Infinity,
    retry: false,
  });
}
