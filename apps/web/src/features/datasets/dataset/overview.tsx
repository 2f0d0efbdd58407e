import { useTranslation } from 'react-i18next';
import type { DataProfile, DatasetDetail, DatasetVersion } from '@lumiere/contract';
import { useShowNumber } from '../../../lib/show-time.ts';
import { useLocale } from '../../../lib/use-api.ts';
import { QualityMark } from '../quality-mark.tsx';
import { useShowBytes } from '../../../lib/show-bytes.ts';
import classes from './overview.module.css';

interface OverviewProps {
  readonly dataset: DatasetDetail;
  readonly version: DatasetVersion;
  /** Null until it is there. */
  readonly profile: DataProfile | null;
}

/** The dataset in figures, and how its quality follows from them. */
export function Overview({ dataset, version, profile }: OverviewProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const bytes = useShowBytes();
  const locale = useLocale();
  const percent = (share: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  const facts: readonly (readonly [string, string])[] = [
    [t('files.facts.rows'), number(version.rows)],
    [t('files.facts.columns'), number(version.columns.length)],
    [t('files.facts.size'), bytes(version.bytes)],
    ...(profile === null
      ? []
      : [
          [t('files.facts.completeness'), percent(profile.completeness)] as const,
          [
            t('files.facts.duplicates'),
            profile.duplicateRows === null ? t('files.facts.notCounted') : number(profile.duplicateRows),
          ] as const,
        ]),
  ];
  const quality = profile?.quality ?? dataset.quality;
  return (
    <section className={classes['overview']} aria-label={t('files.facts.title')}>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {quality !== null && (
          <div>
            <dt>{t('files.quality.name')}</dt>
            <dd>
              <QualityMark quality={quality} large />
            </dd>
          </div>
        )}
      </dl>
      {profile !== null && (
        <details className={classes['how']}>
          <summary>{t('files.quality.how')}</summary>
          <p>{t('files.quality.formula')}</p>
          <ul>
            <li>{t('files.quality.mean', { mean: number(meanQuality(profile), 1) })}</li>
            <li>
              {t('files.quality.share', {
                aside: number(profile.errorRows),
                empty: number(profile.emptyRows),
                duplicates: number(profile.duplicateRows ?? 0),
                rows: number(profile.rows + profile.errorRows),
              })}
            </li>
            <li>{t('files.quality.result', { quality: number(profile.quality, 1) })}</li>
          </ul>
        </details>
      )}
    </section>
  );
}

const meanQuality = ({ columns }: DataProfile): number =>
  columns.reduce((sum, column) => sum + column.quality, 0) / Math.max(1, columns.length);
