import type { ReactNode } from 'react';
import classes from './empty-state.module.css';
import { Mark } from './logo.tsx';

/** What stands where there is nothing yet: what will be here and how to get it. */
export function EmptyState(of: {
  readonly title: string;
  readonly text: string;
  readonly level?: 1 | 2 | 3;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}) {
  const Heading = `h${of.level ?? 2}` as const;
  return (
    <div className={classes['empty']}>
      <div className={classes['icon']} aria-hidden="true">
        {of.icon ?? <Mark size={30} />}
      </div>
      <Heading className={classes['title']}>{of.title}</Heading>
      <p className={classes['text']}>{of.text}</p>
      {of.children && <div className={classes['actions']}>{of.children}</div>}
    </div>
  );
}
