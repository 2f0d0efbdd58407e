import { useEffect, useRef, useState } from 'react';
import type { EChartsOption } from 'echarts';
import { useTranslation } from 'react-i18next';
import { drawOn, type Drawn } from './chart-engine.ts';
import classes from './chart.module.css';

/** Draws an option and follows the size of its place. To screen readers it is an image with words; the table holds the values. */
export function Chart({ option, label }: { readonly option: EChartsOption | null; readonly label: string }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const [undrawable, setUndrawable] = useState<EChartsOption | null>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    drawn.current = drawOn(element);
    const observer = new ResizeObserver(() => drawn.current?.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.current?.dispose();
      drawn.current = null;
    };
  }, []);

  useEffect(() => {
    if (option === null) return;
    try {
      drawn.current?.show(option);
    } catch (error) {
      // a drawing that fails must not take the numbers with it
      reportError(error);
      // the engine lives outside React, so only the effect that calls it can learn that it failed
      // oxlint-disable-next-line react/set-state-in-effect
      setUndrawable(option);
    }
  }, [option]);

  const failed = option === null || undrawable === option;
  return (
    <figure className={classes['figure']}>
      <div ref={place} className={classes['place']} role="img" aria-label={label} hidden={failed} />
      {failed && (
        <p className={classes['failed']}>
          <strong>{t('answer.chartFailed.title')}</strong> {t('answer.chartFailed.text')}
        </p>
      )}
    </figure>
  );
}
