import { useTranslation } from 'react-i18next';
import type { DataProfile } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import { useLocale } from '../../lib/use-api.ts';
import { QualityMark } from '../quality-mark.tsx';
import classes from './profile-facts.module.css';

interface ProfileFactsProps {
  /** What else is known, said first. */
  readonly facts: readonly (readonly [string, string])[];
  /** Null until it is there. */
  readonly profile: DataProfile | null;
  /** The quality as far as it is known without the profile. */
  readonly quality?: number | null;
}

/** Data in figures, and how its quality follows from them. */
export function ProfileFacts({ facts, profile, quality = null }: ProfileFactsProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const locale = useLocale();
  const percent = (share: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  const measured: readonly (readonly [string, string])[] =
    profile === null
      ? []
      : [
          [t('dataProfile.facts.completeness'), percent(profile.completeness)],
          [t('dataProfile.facts.uniqueness'), percent(profile.uniqueness)],
          [t('dataProfile.facts.validity'), percent(meanOf(profile, 'validity'))],
          [t('dataProfile.facts.empty'), number(profile.emptyRows)],
          [
            t('dataProfile.facts.duplicates'),
            profile.duplicateRows === null ? t('dataProfile.facts.notCounted') : number(profile.duplicateRows),
          ],
        ];
  const known = profile?.quality ?? quality;
  return (
    <section className={classes['overview']} aria-label={t('dataProfile.facts.title')}>
      <dl className={classes['facts']}>
        {[...facts, ...measured].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {known !== null && (
          <div>
            <dt>{t('dataProfile.quality.name')}</dt>
            <dd>
              <QualityMark quality={known} large />
            </dd>
          </div>
        )}
      </dl>
      {profile !== null && (
        <details className={classes['how']}>
          <summary>{t('dataProfile.quality.how')}</summary>
          <ul>
            <li>{t('dataProfile.quality.completeness')}</li>
            <li>{t('dataProfile.quality.uniqueness')}</li>
            <li>{t('dataProfile.quality.validity')}</li>
          </ul>
          <p>{t('dataProfile.quality.formula')}</p>
          <ul>
            <li>{t('dataProfile.quality.mean', { mean: number(meanOf(profile, 'quality'), 1) })}</li>
            <li>
              {t('dataProfile.quality.share', {
                aside: number(profile.errorRows),
                empty: number(profile.emptyRows),
                duplicates: number(profile.duplicateRows ?? 0),
                rows: number(profile.rows + profile.errorRows),
              })}
            </li>
            <li>{t('dataProfile.quality.result', { quality: number(profile.quality, 1) })}</li>
          </ul>
        </details>
      )}
    </section>
  );
}

const meanOf = ({ columns }: DataProfile, figure: 'quality' | 'validity'): number =>
  columns.reduce((sum, column) => sum + column[figure], 0) / Math.max(1, columns.length);
