import { useTranslation } from 'react-i18next';
import { DropZone } from '../../../ui/drop-zone.tsx';
import { UploadList } from '../upload/upload-list.tsx';
import { useOpenWhenDone } from '../upload/use-open-when-done.ts';
import { useUploads } from '../../../lib/uploads/use-uploads.ts';
import classes from './new-rows.module.css';

/** Takes a file whose rows replace those of the dataset or are put behind them. */
export function NewRows({ dataset }: { readonly dataset: string }) {
  const { t } = useTranslation();
  const { uploads, items } = useUploads();
  const expect = useOpenWhenDone(items);
  return (
    <section className={classes['rows']} aria-labelledby="new-rows">
      <h2 id="new-rows" className={classes['title']}>
        {t('files.newRows')}
      </h2>
      <DropZone
        small
        several={false}
        onFiles={(files) => {
          const one = files.slice(0, 1);
          expect(one);
          uploads.add(one, dataset);
        }}
      />
      <UploadList items={items.filter((item) => item.dataset === dataset)} uploads={uploads} />
    </section>
  );
}
