import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ConnectorKind } from '@lumiere/contract';
import classes from './connect-page.module.css';
import { KindIcon } from './kind-icon.tsx';

/** The kinds of source: those that can be connected here, and those that whoever runs the server adds. */
export function KindChoice({ kinds }: { readonly kinds: readonly ConnectorKind[] }) {
  const { t } = useTranslation();
  const operators = kinds.filter((kind) => kind.addedBy === 'command-line');
  return (
    <>
      <ul className={classes['kinds']} aria-label={t('connect.kinds')}>
        {kinds
          .filter((kind) => kind.addedBy === 'browser')
          .map((kind) => (
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
      {operators.length > 0 && (
        <section className={classes['operators']} aria-labelledby="operators-title">
          <h2 id="operators-title" className={classes['subtitle']}>
            {t('connect.operators.title')}
          </h2>
          <p className={classes['quiet']}>{t('connect.operators.text')}</p>
          <ul className={classes['files']}>
            {operators.map((kind) => (
              <li key={kind.kind}>
                <KindIcon kind={kind.kind} />
                <span>
                  <span className={classes['kindName']}>{kind.title}</span>
                  <code className={classes['command']}>
                    {`lumiere connection add --kind ${kind.kind} --file ${t('connect.operators.path')} --name ${t('connect.operators.name')}`}
                  </code>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
