import type { ReactNode } from 'react';
import classes from './page-head.module.css';

export function PageHead(of: { readonly title: string; readonly lead: string; readonly children?: ReactNode }) {
  return (
    <header className={classes['head']}>
      <div className={classes['words']}>
        <h1 className={classes['title']}>{of.title}</h1>
        <p className={classes['lead']}>{of.lead}</p>
      </div>
      {of.children && <div className={classes['actions']}>{of.children}</div>}
    </header>
  );
}
