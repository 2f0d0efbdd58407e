import { Tooltip } from '@mantine/core';
import { IconChecklist, IconDatabase, IconFiles, IconHistory, IconMessage2Search } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../lib/use-may.ts';
import classes from './navigation.module.css';

const places = [
  { to: '/ask', label: 'shell.ask', icon: IconMessage2Search },
  { to: '/history', label: 'shell.history', icon: IconHistory },
  { to: '/connections', label: 'shell.connections', icon: IconDatabase },
  { to: '/files', label: 'shell.files', icon: IconFiles },
  { to: '/jobs', label: 'shell.jobs', icon: IconChecklist },
] as const;

/** The ways to the main pages; with labels as tooltips where it is collapsed. */
export function Navigation({ collapsed, onGo }: { readonly collapsed: boolean; readonly onGo?: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <nav aria-label={t('shell.navigation')}>
      <ul className={classes['list']}>
        {places
          .filter(({ to }) => to !== '/jobs' || may.jobs)
          .map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Tooltip label={t(label)} position="right" disabled={!collapsed}>
                <Link
                  to={to}
                  className={classes['link']}
                  data-collapsed={collapsed}
                  activeProps={{ 'aria-current': 'page' }}
                  {...(collapsed ? { 'aria-label': t(label) } : {})}
                  {...(onGo ? { onClick: onGo } : {})}
                >
                  <Icon size={20} stroke={1.7} aria-hidden="true" />
                  {!collapsed && t(label)}
                </Link>
              </Tooltip>
            </li>
          ))}
      </ul>
    </nav>
  );
}
