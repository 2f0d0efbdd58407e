import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Statement } from '@lumiere/contract';
import { SqlCode } from '../../ui/sql-code.tsx';
import classes from './sql-panel.module.css';

/** The statement that ran, behind a line until somebody wants it. */
export function SqlPanel({ statement }: { readonly statement: Statement }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <section>
      <UnstyledButton
        className={classes['toggle']}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={16} className={classes['arrow']} data-open={open} aria-hidden="true" />
        {open ? t('answer.hideSql') : t('answer.showSql')}
      </UnstyledButton>
      <div id={id} className={classes['body']} hidden={!open}>
        {open && <SqlCode statement={statement} />}
      </div>
    </section>
  );
}
