import { useTranslation } from 'react-i18next';
import classes from './spark.module.css';

const width = 96;
const height = 26;

/** Counts as small bars. To screen readers it is an image that says where most of them lie. */
export function Spark({ counts, label }: { readonly counts: readonly number[]; readonly label: string }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...counts);
  if (counts.length === 0) return <span className={classes['none']}>{t('dataProfile.columns.noPicture')}</span>;
  const step = width / counts.length;
  return (
    <svg className={classes['spark']} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {counts.map((count, index) => {
        // what there is can be seen, however little it is
        const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
        return (
          <rect
            key={index}
            x={index * step + 0.5}
            y={height - tall}
            width={Math.max(0.75, Math.min(16, step) - 1)}
            height={tall}
            rx={0.75}
          />
        );
      })}
    </svg>
  );
}
