import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Receipt } from '@lumiere/contract';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import { useZone } from '../../lib/use-api.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { SqlCode } from '../../ui/sql-code.tsx';
import classes from './receipt-facts.module.css';

export function ReceiptFacts({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const time = useShowTime(useZone());
  const number = useShowNumber();
  const asked = receipt.sql === null ? 'receipt.query' : 'receipt.written';
  return (
    <article className={classes['paper']}>
      <h2 className={classes['question']}>{receipt.question ?? t('receipt.noQuestion')}</h2>
      <dl className={classes['facts']}>
        <Fact name={t('receipt.made')}>{time(receipt.createdAt)}</Fact>
        <Fact name={t('receipt.asOf')}>{time(receipt.asOf)}</Fact>
        <Fact name={t('receipt.rows')}>
          {t('receipt.returned', { formatted: number(receipt.rowsReturned) })}
          {receipt.rowsScanned !== null && `, ${t('receipt.scanned', { formatted: number(receipt.rowsScanned) })}`}
          {receipt.truncated && <span className={classes['cut']}>{t('receipt.truncated')}</span>}
        </Fact>
        <Fact name={t('receipt.policy')}>{receipt.policy.description}</Fact>
        <Fact name={t('receipt.engine')}>{receipt.engine}</Fact>
        <Fact name={t('receipt.model')}>
          <Code>{receipt.modelVersion}</Code>
        </Fact>
        <Fact name={t('receipt.data')}>
          <Code>{receipt.dataVersion}</Code>
        </Fact>
        <Fact name={t('receipt.fingerprint')}>
          <Code>{receipt.policy.fingerprint}</Code>
        </Fact>
        <Fact name={t('receipt.hash')}>
          <Code>{receipt.hash}</Code>
        </Fact>
        <Fact name={t('receipt.id')}>
          <Code>{receipt.id}</Code> <CopyButton text={receipt.id} label={t('receipt.copyId')} />
        </Fact>
      </dl>
      <section className={classes['section']}>
        <h3 className={classes['title']}>{t('receipt.sql')}</h3>
        <SqlCode statement={receipt.statement} />
      </section>
      <details className={classes['section']}>
        <summary className={classes['title']}>{t(asked)}</summary>
        <ScrollRegion label={t(asked)} className={classes['json']}>
          <pre>{receipt.sql ?? JSON.stringify(receipt.query, null, 2)}</pre>
        </ScrollRegion>
      </details>
    </article>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Code({ children }: { readonly children: string }) {
  return <code className={classes['code']}>{children}</code>;
}
