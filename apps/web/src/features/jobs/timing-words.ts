import type { TFunction } from 'i18next';
import type { Schedule } from '@lumiere/contract';
import { spanWords } from '../../lib/show-ago.ts';

/** When a schedule is due, as a person says it; a rarer pattern of the clock stays as it was written. */
export function timingWords(timing: Schedule['timing'], locale: string, t: TFunction): string {
  if (timing.kind === 'interval') return t('jobs.every', { span: spanWords(timing.everyMs, locale) });
  const daily = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(timing.cron);
  return daily
    ? t('jobs.daily', { time: `${daily[2]?.padStart(2, '0')}:${daily[1]?.padStart(2, '0')}`, zone: timing.zone })
    : t('jobs.cron', { cron: timing.cron, zone: timing.zone });
}
