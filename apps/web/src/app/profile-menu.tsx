import { Menu, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUserCog } from '@tabler/icons-react';
import { lazy, Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useProfile } from '../lib/use-api.ts';
import { useDialog } from '../ui/use-dialog.ts';
import { useToast } from '../ui/toasts.tsx';
import classes from './profile-menu.module.css';

const ProfileDialog = lazy(() => import('./profile-dialog.tsx'));

export function ProfileMenu() {
  const { t } = useTranslation();
  const { call, session } = useApi();
  const toast = useToast();
  const profile = useProfile();
  const dialog = useDialog();
  const avatar = useRef<HTMLButtonElement>(null);
  if (profile === null) return null;

  const signOut = async () => {
    try {
      await call('POST /api/v1/auth/logout', { body: {} });
      session.drop();
    } catch {
      toast({ tone: 'error', message: t('profile.signOutFailed') });
    }
  };

  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <UnstyledButton
            ref={avatar}
            className={classes['avatar']}
            aria-label={t('profile.menu', { name: profile.name })}
          >
            {initials(profile.name)}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes['who']}>
            <strong>{profile.name}</strong>
            <span>{profile.email}</span>
            <span>
              {profile.orgName} · {t(`profile.roles.${profile.role}`)}
            </span>
          </div>
          <Menu.Divider />
          <Menu.Item leftSection={<IconUserCog size={18} stroke={1.6} />} onClick={() => dialog.open(avatar.current)}>
            {t('profile.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={18} stroke={1.6} />} onClick={() => void signOut()}>
            {t('profile.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{dialog.opened && <ProfileDialog profile={profile} close={dialog.close} />}</Suspense>
    </>
  );
}

/** First letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toLocaleUpperCase();
}
