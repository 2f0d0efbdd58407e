import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './drop-zone.module.css';

/** Endings of the files whose rows are imported. */
export const tableEndings = '.csv,.tsv,.txt,.json,.ndjson,.jsonl,.xlsx,.xls,.parquet,.gz,.zip';

interface DropZoneProps {
  readonly onFiles: (files: readonly File[]) => void;
  readonly several?: boolean;
  readonly small?: boolean;
  /** Other files than those that are imported: their endings, and what they are. */
  readonly of?: { readonly endings: string; readonly text: string };
}

/** Takes files that are dropped anywhere on the page, or chosen with its button. */
export function DropZone({ onFiles, several = true, small = false, of }: DropZoneProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const over = useDroppedFiles(onFiles);
  return (
    <section className={classes['zone']} data-over={over} data-small={small} aria-label={t('files.drop.label')}>
      <span className={classes['icon']} aria-hidden="true">
        <IconUpload size={24} stroke={1.6} />
      </span>
      <div className={classes['words']}>
        <p className={classes['lead']}>
          {t(over ? 'files.drop.now' : several ? 'files.drop.lead' : 'files.drop.leadOne')}
        </p>
        <p className={classes['accepted']}>{of?.text ?? t('files.drop.accepted')}</p>
      </div>
      <Button variant={small ? 'default' : 'filled'} onClick={() => input.current?.click()}>
        {t(several ? 'files.drop.choose' : 'files.drop.chooseOne')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={several}
        accept={of?.endings ?? tableEndings}
        aria-label={t(several ? 'files.drop.choose' : 'files.drop.chooseOne')}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // the same file may be chosen again
          currentTarget.value = '';
        }}
      />
      {over && <div className={classes['veil']} aria-hidden="true" />}
    </section>
  );
}

/** True while files are held over the page. */
function useDroppedFiles(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent(onFiles);
  useEffect(() => {
    let leaving: ReturnType<typeof setTimeout> | undefined;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      clearTimeout(leaving);
      setOver(true);
      // a drag that leaves says so for every element on its way, but stops telling that it is over
      leaving = setTimeout(() => setOver(false), 250);
    };
    const onDrop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      clearTimeout(leaving);
      setOver(false);
      const files = [...(event.dataTransfer?.items ?? [])]
        // a folder comes as a file of no type that cannot be read
        .filter((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true)
        .flatMap((item) => item.getAsFile() ?? []);
      if (files.length > 0) dropped(files);
    };
    addEventListener('dragover', onOver);
    addEventListener('drop', onDrop);
    return () => {
      clearTimeout(leaving);
      removeEventListener('dragover', onOver);
      removeEventListener('drop', onDrop);
    };
  }, []);
  return over;
}
