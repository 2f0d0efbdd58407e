import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ConnectorKind } from '@lumiere/contract';
import classes from './connect-page.module.css';
import { KindIcon } from './kind-icon.tsx';

/** The kinds of source that can be connected. */
export function KindChoice({ kinds }: { readonly kinds: readonly ConnectorKind[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes['kinds']} aria-label={t('connect.kinds')}>
      {kinds.map((kind) => (
        <li key={kind.kind}>
          <Link to="/connections/new" search={{ kind: kind.kind }} className={classes['kind']}>
            <KindIcon kind={kind.kind} />
            <span>
              <span className={classes['kindName']}>{kind.title}</span>
              <span className={classes['quiet']}>{kind.docs}</span>
            </span>
            <IconChevronRight size={18} aria-hidden="true" className={classes['go']} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
