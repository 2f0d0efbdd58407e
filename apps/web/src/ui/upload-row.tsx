import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorToast, errorWords } from '../lib/error-words.ts';
import { spanWords } from '../lib/show-ago.ts';
import { useShowBytes } from '../lib/show-bytes.ts';
import type { UploadItem, Uploads } from '../lib/uploads/uploads.ts';
import { useLocale } from '../lib/use-api.ts';
import { ProgressBar } from './progress-bar.tsx';
import { useToast } from './toasts.tsx';
import classes from './upload-row.module.css';

/** A file on its way: how far, how fast, what is in the way, and what can be done about it; `children` is what follows once it is here. */
export function UploadRow({
  item,
  uploads,
  children,
}: {
  readonly item: UploadItem;
  readonly uploads: Uploads;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const toast = useToast();
  const { phase, name, key } = item;
  const moving = phase === 'sending' || phase === 'waiting' || phase === 'queued';
  const discard = () => {
    uploads.discard(key).catch((error: unknown) => toast(errorToast(error, t)));
  };
  return (
    <div className={classes['row']} data-phase={phase}>
      <div className={classes['body']}>
        <p className={classes['name']}>{name}</p>
        <Facts item={item} />
        {phase !== 'done' && phase !== 'failed' && (
          <ProgressBar
            value={phase === 'checking' ? null : item.bytes === 0 ? 0 : item.sent / item.bytes}
            label={t('files.uploads.progress', { name })}
          />
        )}
        {phase === 'failed' && <Failure error={item.error} />}
      </div>
      <div className={classes['actions']}>
        {moving && (
          <ActionIcon onClick={() => uploads.pause(key)} aria-label={t('files.uploads.pause', { name })}>
            <IconPlayerPause size={18} stroke={1.7} />
          </ActionIcon>
        )}
        {phase === 'paused' && (
          <ActionIcon onClick={() => uploads.resume(key)} aria-label={t('files.uploads.resume', { name })}>
            <IconPlayerPlay size={18} stroke={1.7} />
          </ActionIcon>
        )}
        {phase === 'failed' && (
          <Button
            variant="default"
            size="xs"
            onClick={() => uploads.resume(key)}
            aria-label={t('files.uploads.retry', { name })}
          >
            {t('common.retry')}
          </Button>
        )}
        {phase === 'done' && children}
        <ActionIcon onClick={discard} aria-label={t('files.uploads.discard', { name })}>
          <IconX size={18} stroke={1.7} />
        </ActionIcon>
      </div>
    </div>
  );
}

function Facts({ item }: { readonly item: UploadItem }) {
  const { t } = useTranslation();
  const bytes = useShowBytes();
  const locale = useLocale();
  const { phase, sent, perSecond } = item;
  const secondsLeft = perSecond === null || perSecond <= 0 ? null : (item.bytes - sent) / perSecond;
  return (
    <p className={classes['facts']}>
      <span className={classes['phase']}>{t(`files.uploads.phases.${phase}`)}</span>
      <span>
        {phase === 'done' ? bytes(item.bytes) : t('files.uploads.of', { sent: bytes(sent), bytes: bytes(item.bytes) })}
      </span>
      {phase === 'sending' && perSecond !== null && secondsLeft !== null && (
        <>
          <span>{t('files.uploads.speed', { bytes: bytes(perSecond) })}</span>
          <span>
            {t('files.uploads.left', { span: spanWords(Math.max(1, Math.round(secondsLeft)) * 1000, locale) })}
          </span>
        </>
      )}
    </p>
  );
}

function Failure({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const { title, lines, advice } = errorWords(error, t);
  return (
    <p role="alert" className={classes['failure']}>
      <strong>{title}</strong> {lines.join(' ')} {advice}
    </p>
  );
}
