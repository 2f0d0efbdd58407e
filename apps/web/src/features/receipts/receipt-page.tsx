import { Button, Skeleton } from '@mantine/core';
import { IconRefreshDot } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/use-api.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { receiptQuery } from './queries.ts';
import { ReceiptFacts } from './receipt-facts.tsx';
import classes from './receipt-page.module.css';
import { Verdict } from './verdict.tsx';

/** The proof of an answer, and the way to check it again. */
export function ReceiptPage() {
  const { t } = useTranslation();
  const api = useApi();
  const announce = useAnnounce();
  const { receiptId } = useParams({ from: '/member/receipts/$receiptId' });
  const { data, isPending, isError, error, refetch } = useQuery(receiptQuery(api, receiptId));
  const replay = useMutation({
    mutationFn: () => api.call('POST /api/v1/receipts/:id/replay', { params: { id: receiptId }, body: {} }),
    onSuccess: (outcome) => announce(t(`receipt.${outcome.verdict}.title`)),
  });
  return (
    <div className={classes['page']}>
      <PageHead title={t('receipt.title')} lead={t('receipt.lead')}>
        <Button
          leftSection={<IconRefreshDot size={18} stroke={1.7} />}
          loading={replay.isPending}
          disabled={data === undefined}
          onClick={() => replay.mutate()}
        >
          {t('receipt.replay')}
        </Button>
      </PageHead>
      {replay.isError && <ErrorCard error={replay.error} />}
      {replay.data && data && <Verdict replay={replay.data} was={data.hash} />}
      {isError ? (
        <ErrorCard error={error} retry={() => void refetch()} />
      ) : isPending ? (
        <Skeleton height={520} radius="lg" />
      ) : (
        <ReceiptFacts receipt={data} />
      )}
    </div>
  );
}
