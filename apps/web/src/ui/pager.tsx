import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShowNumber } from '../lib/show-time.ts';
import classes from './pager.module.css';

/** Steps through the pages of a list; nothing where one page holds it all. */
export function Pager(of: {
  readonly page: number;
  readonly perPage: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const pages = Math.max(1, Math.ceil(of.total / of.perPage));
  if (pages === 1 && of.page === 1) return null;
  return (
    <nav className={classes['pager']} aria-label={t('common.pages')}>
      <Button variant="default" disabled={of.page <= 1} onClick={() => of.onPage(of.page - 1)}>
        {t('common.previous')}
      </Button>
      <span className={classes['where']}>{t('common.page', { page: number(of.page), pages: number(pages) })}</span>
      <Button variant="default" disabled={of.page >= pages} onClick={() => of.onPage(of.page + 1)}>
        {t('common.next')}
      </Button>
    </nav>
  );
}
