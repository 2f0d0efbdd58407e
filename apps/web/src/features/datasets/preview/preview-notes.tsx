import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FileInspection, Upload } from '@lumiere/contract';
import { useShowNumber } from '../../../lib/show-time.ts';
import classes from './preview-notes.module.css';

/** What to know before importing: how many rows, how many would be set aside, what is in doubt, and whether it is here already. */
export function PreviewNotes({ upload, inspection }: { readonly upload: Upload; readonly inspection: FileInspection }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const { rows, misfits, warnings, plan } = inspection;
  const used = plan.columns.filter((column) => column.use).length;
  // the number of rows set aside is said above in any case
  const notes = warnings.filter((warning) => !(warning.code === 'file.misfits' && misfits > 0));
  return (
    <section className={classes['notes']} aria-label={t('files.preview.found')}>
      <p className={classes['sum']} data-clean={misfits === 0}>
        {misfits === 0 ? (
          <IconCircleCheck size={18} stroke={1.8} aria-hidden="true" />
        ) : (
          <IconAlertTriangle size={18} stroke={1.8} aria-hidden="true" />
        )}
        <span>
          {rows === null
            ? t('files.preview.unknownRows', { columns: number(used) })
            : t('files.preview.sum', { count: rows, formatted: number(rows), columns: number(used) })}{' '}
          {misfits === 0
            ? t('files.preview.allFit')
            : t('files.preview.misfits', { count: misfits, formatted: number(misfits) })}
        </span>
      </p>
      {upload.same.length > 0 && (
        <p className={classes['note']} data-severity="warning">
          <IconInfoCircle size={18} stroke={1.8} aria-hidden="true" />
          <span>
            {t(
              inspection.sheets.length > 1 || inspection.members.length > 1
                ? 'files.preview.sameTables'
                : 'files.preview.same',
            )}{' '}
            {upload.same.map(({ dataset, name }, index) => (
              <span key={dataset}>
                {index > 0 && ', '}
                <Link to="/files/$datasetId" params={{ datasetId: dataset }}>
                  {name}
                </Link>
              </span>
            ))}
          </span>
        </p>
      )}
      {notes.length > 0 && (
        <ul className={classes['list']}>
          {notes.map((note, index) => (
            <li key={index} className={classes['note']} data-severity={note.severity}>
              {note.severity === 'info' ? (
                <IconInfoCircle size={18} stroke={1.8} aria-hidden="true" />
              ) : (
                <IconAlertTriangle size={18} stroke={1.8} aria-hidden="true" />
              )}
              <span>
                {note.message} {note.hint}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
