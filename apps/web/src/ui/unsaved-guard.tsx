import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './unsaved-guard.module.css';
import { Dialog } from './dialog.tsx';

/** Asks before a page is left whose form holds what is not saved. */
export function UnsavedGuard({ dirty }: { readonly dirty: () => boolean }) {
  const { t } = useTranslation();
  const blocker = useBlocker({
    // another view of the same page keeps nothing either, so every move asks
    shouldBlockFn: () => dirty(),
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  return (
    <Dialog opened={blocker.status === 'blocked'} close={() => blocker.reset?.()} title={t('forms.unsaved.title')}>
      <p>{t('forms.unsaved.text')}</p>
      <div className={classes['actions']}>
        <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
          {t('forms.unsaved.stay')}
        </Button>
        <Button color="danger" onClick={() => blocker.proceed?.()}>
          {t('forms.unsaved.leave')}
        </Button>
      </div>
    </Dialog>
  );
}
