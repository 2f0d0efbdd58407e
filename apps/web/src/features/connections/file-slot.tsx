import { useTranslation } from 'react-i18next';
import { databaseEndings, type DatabaseKind } from '../../lib/database-file.ts';
import { DropZone } from '../../ui/drop-zone.tsx';
import { UploadRow } from '../../ui/upload-row.tsx';
import classes from './file-slot.module.css';
import type { useSentFile } from './use-sent-file.ts';

/** The place for a database file: to drop one, and then to see it arrive. Another one may be dropped at any time. */
export function FileSlot({
  kind,
  file: { item, uploads },
  onFile,
}: {
  readonly kind: DatabaseKind;
  readonly file: Pick<ReturnType<typeof useSentFile>, 'item' | 'uploads'>;
  readonly onFile: (file: File) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes['slot']}>
      {item !== null && (
        <div className={classes['sent']}>
          <UploadRow item={item} uploads={uploads} />
        </div>
      )}
      {(item === null || item.phase === 'interrupted') && (
        <DropZone
          small
          several={false}
          of={{ endings: databaseEndings[kind], text: t(`connect.file.accepted.${kind}`) }}
          onFiles={([file]) => file && onFile(file)}
        />
      )}
    </div>
  );
}
