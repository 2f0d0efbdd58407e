import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { errorLine, errorWords } from '../../../lib/error-words.ts';
import { spanWords } from '../../../lib/show-ago.ts';
import { useLocale } from '../../../lib/use-api.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useShowBytes } from '../../../lib/show-bytes.ts';
import classes from './upload-list.module.css';
import type { UploadItem, Uploads } from '../../../lib/uploads/uploads.ts';

/** The files on their way: how far, how fast, what is in the way, and what can be done about each. */
export function UploadList({ items, uploads }: { readonly items: readonly UploadItem[]; readonly uploads: Uploads }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="uploads" className={classes['uploads']}>
      <h2 id="uploads" className={classes['title']}>
        {t('files.uploads.title')}
      </h2>
      <ul className={classes['list']}>
        {items.map((item) => (
          <UploadRow key={item.key} item={item} uploads={uploads} />
        ))}
      </ul>
    </section>
  );
}

function UploadRow({ item, uploads }: { readonly item: UploadItem; readonly uploads: Uploads }) {
  const { t } = useTranslation();
  const toast = useToast();
  const { phase, name, key, id, dataset } = item;
  const moving = phase === 'sending' || phase === 'waiting' || phase === 'queued';
  const discard = () => {
    uploads.discard(key).catch((error: unknown) => toast({ tone: 'error', message: errorLine(error, t) }));
  };
  return (
    <li className={classes['row']} data-phase={phase}>
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
        {phase === 'done' && id !== null && (
          <LinkButton
            to="/files/import/$uploadId"
            params={{ uploadId: id }}
            search={dataset === null ? {} : { dataset }}
            size="xs"
            aria-label={t('files.uploads.reviewOne', { name })}
          >
            {t('files.uploads.review')}
          </LinkButton>
        )}
        <ActionIcon onClick={discard} aria-label={t('files.uploads.discard', { name })}>
          <IconX size={18} stroke={1.7} />
        </ActionIcon>
      </div>
    </li>
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
