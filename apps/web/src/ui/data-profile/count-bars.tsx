import { useTranslation } from 'react-i18next';
import { useShowNumber } from '../../lib/show-time.ts';
import { useLocale } from '../../lib/use-api.ts';
import classes from './count-bars.module.css';

interface CountBarsProps {
  readonly title: string;
  readonly note?: string;
  readonly bars: readonly { readonly label: string; readonly count: number }[];
  /** What the shares are of. */
  readonly total: number;
  readonly mono?: boolean;
  /** Where the words around it say what it is. */
  readonly hideTitle?: boolean;
}

/** Counts as lying bars with their words, so that the picture is its own table. */
export function CountBars({ title, note, bars, total, mono = false, hideTitle = false }: CountBarsProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const locale = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <table className={classes['bars']}>
      <caption data-hidden={hideTitle}>
        {title}
        {note !== undefined && <span className={classes['note']}> {note}</span>}
      </caption>
      <thead className={classes['heads']}>
        <tr>
          <th scope="col">{t('dataProfile.columns.value')}</th>
          <th scope="col">{t('dataProfile.columns.count')}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, count }, index) => (
          <tr key={index}>
            <th scope="row" className={classes['label']} data-mono={mono} title={label}>
              {label}
            </th>
            <td className={classes['count']}>
              <svg className={classes['bar']} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(count / most) * 100} height={10} />
              </svg>
              <span>
                {number(count)} <small>{total > 0 && percent.format(count / total)}</small>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
