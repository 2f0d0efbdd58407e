import { Button } from '@mantine/core';
import { IconDownload, IconLink, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@lumiere/contract';
import { errorToast } from '../../lib/error-words.ts';
import { saveFile } from '../../lib/save-file.ts';
import { useApi } from '../../lib/use-api.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useToast } from '../../ui/toasts.tsx';
import classes from './answer-actions.module.css';

export function AnswerActions({
  answer,
  rerun,
  rerunning,
}: {
  readonly answer: Answer;
  readonly rerun: () => void;
  readonly rerunning: boolean;
}) {
  const { t } = useTranslation();
  const { call } = useApi();
  const toast = useToast();
  const csv = useMutation({
    mutationFn: (id: string) => call('GET /api/v1/answers/:id/csv', { params: { id } }),
    onSuccess: (text) => saveFile(`${fileName(answer.question)}.csv`, 'text/csv;charset=utf-8', text),
    onError: (error) => toast(errorToast(error, t, (reason) => t('answer.csvFailed', { reason }))),
  });
  const { id } = answer;
  const insight = answer.narrative?.sentences
    .map((sentence) => sentence.map((part) => ('text' in part ? part.text : part.figure)).join(''))
    .join(' ');
  return (
    <div className={classes['actions']}>
      {insight && <CopyButton text={insight} label={t('answer.copyInsight')} />}
      {id !== null && (
        <CopyButton
          text={`${location.origin}/ask/${id}`}
          label={t('answer.copyLink')}
          icon={<IconLink size={16} stroke={1.7} />}
        />
      )}
      {id !== null && (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t('answer.csvLabel')}
          leftSection={<IconDownload size={16} stroke={1.7} />}
          loading={csv.isPending}
          onClick={() => csv.mutate(id)}
        >
          {t('answer.csv')}
        </Button>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconRefresh size={16} stroke={1.7} />}
        loading={rerunning}
        onClick={rerun}
      >
        {t('answer.again')}
      </Button>
    </div>
  );
}

/** A name that every file system takes. */
function fileName(question: string | null): string {
  const name = (question ?? '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return name || 'answer';
}
