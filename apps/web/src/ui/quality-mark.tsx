import { useTranslation } from 'react-i18next';
import { useShowNumber } from '../lib/show-time.ts';
import classes from './quality-mark.module.css';

/** How far data can be trusted, 0 to 100, as a word, a number and a colour. */
export function QualityMark({ quality, large = false }: { readonly quality: number; readonly large?: boolean }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const grade = qualityGrade(quality);
  return (
    <span className={classes['mark']} data-grade={grade} data-large={large}>
      {t(`dataProfile.quality.grades.${grade}`)} <strong>{number(quality)}</strong>
      <span className={classes['of']}>{t('dataProfile.quality.of')}</span>
    </span>
  );
}

export const qualityGrade = (quality: number): 'good' | 'fair' | 'poor' =>
  quality >= 90 ? 'good' : quality >= 70 ? 'fair' : 'poor';
