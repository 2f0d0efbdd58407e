import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconKeyboard,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconMenu2,
} from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreference } from '../lib/preferences.ts';
import { Mark } from '../ui/logo.tsx';
import { useDialog } from '../ui/use-dialog.ts';
import { ColorSchemeToggle } from '../ui/color-scheme-toggle.tsx';
import { ConnectionPicker } from './connection-picker.tsx';
import { Navigation } from './navigation.tsx';
import { ProfileMenu } from './profile-menu.tsx';
import classes from './shell.module.css';
import { useShortcuts } from './shortcuts.ts';

// what opens on demand is loaded on demand
const SidePanel = lazy(async () => ({ default: (await import('../ui/dialog.tsx')).SidePanel }));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx'));

/** The frame around every page of a signed-in person. */
export function Shell() {
  const { t } = useTranslation();
  const [collapsed, setCollapsed] = usePreference('sidebar-collapsed', false);
  const drawer = useDialog();
  const shortcuts = useDialog();
  const main = useFocusOnNewPage();
  useShortcuts(shortcuts.open);

  return (
    <div className={classes['shell']} data-collapsed={collapsed}>
      <a className={classes['skip']} href="#main">
        {t('shell.skip')}
      </a>
      <aside className={classes['sidebar']}>
        <Brand collapsed={collapsed} />
        <Navigation collapsed={collapsed} />
        <div className={classes['foot']}>
          <Tooltip label={collapsed ? t('shell.expand') : t('shell.collapse')} position="right">
            <ActionIcon
              onClick={() => setCollapsed(!collapsed)}
              aria-label={collapsed ? t('shell.expand') : t('shell.collapse')}
              aria-expanded={!collapsed}
            >
              {collapsed ? (
                <IconLayoutSidebarLeftExpand size={20} stroke={1.6} />
              ) : (
                <IconLayoutSidebarLeftCollapse size={20} stroke={1.6} />
              )}
            </ActionIcon>
          </Tooltip>
        </div>
      </aside>
      <header className={classes['top']}>
        <ActionIcon
          className={classes['burger']}
          onClick={() => drawer.open()}
          aria-label={t('shell.openMenu')}
          aria-haspopup="dialog"
        >
          <IconMenu2 size={20} />
        </ActionIcon>
        <ConnectionPicker />
        <div className={classes['tools']}>
          <Tooltip label={t('shortcuts.title')}>
            <ActionIcon
              className={classes['keys']}
              onClick={() => shortcuts.open()}
              aria-label={t('shortcuts.title')}
              aria-haspopup="dialog"
            >
              <IconKeyboard size={20} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <ColorSchemeToggle />
          <ProfileMenu />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes['main']}>
        <Outlet />
      </main>
      <Suspense>
        {drawer.wanted && (
          <SidePanel opened={drawer.opened} close={drawer.close} title={<Brand collapsed={false} />}>
            <Navigation collapsed={false} onGo={drawer.leave} />
          </SidePanel>
        )}
        {shortcuts.wanted && <ShortcutsDialog opened={shortcuts.opened} close={shortcuts.close} />}
      </Suspense>
    </div>
  );
}

function Brand({ collapsed }: { readonly collapsed: boolean }) {
  const { t } = useTranslation();
  return (
    <Link to="/ask" className={classes['brand']} aria-label={t('shell.home')}>
      <Mark size={28} />
      {!collapsed && <span className={classes['name']}>Lumiere</span>}
    </Link>
  );
}

/** A new page without a reload is silent to screen readers unless the focus goes there; the first page keeps the browser's own order. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const section = useLocation({ select: (location) => location.pathname.split('/')[1] });
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [section]);
  return main;
}
