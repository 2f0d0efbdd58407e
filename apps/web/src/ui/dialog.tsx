import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dialog.module.css';

const veil = { color: 'var(--lum-overlay)', backgroundOpacity: 1, blur: 2 };

interface DialogProps {
  readonly opened: boolean;
  readonly close: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
}

/** A question or form over the page. Its head is no `header` element, which assistive technology would take for the page's own. */
export function Dialog({ opened, close, title, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened={opened} onClose={close} centered radius="lg">
      <Modal.Overlay {...veil} />
      <Modal.Content>
        <div className={classes['head']}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('common.close')} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A panel from the side, for the navigation on small screens. */
export function SidePanel({ opened, close, title, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Drawer.Root opened={opened} onClose={close} size={280}>
      <Drawer.Overlay {...veil} />
      <Drawer.Content>
        <div className={classes['head']}>
          <Drawer.Title>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('common.close')} />
        </div>
        <Drawer.Body className={classes['side'] ?? ''}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
