import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { useTranslation } from 'react-i18next';
import { fileKey, type UploadItem } from '../../../lib/uploads/uploads.ts';

/** Opens the preview of a file as soon as it is at the server, where it was the only one chosen and nobody went elsewhere. */
export function useOpenWhenDone(items: readonly UploadItem[]): (files: readonly File[]) => void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    const done = items.find((item) => item.key === wanted.current && item.phase === 'done');
    if (done === undefined || done.id === null) return;
    wanted.current = null;
    announce(t('files.uploads.ready', { name: done.name }));
    void navigate({
      to: '/files/import/$uploadId',
      params: { uploadId: done.id },
      search: done.dataset === null ? {} : { dataset: done.dataset },
    });
  }, [announce, items, navigate, t]);
  return (files) => {
    const [only] = files;
    wanted.current = files.length === 1 && only !== undefined ? fileKey(only) : null;
  };
}
