import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/copy-text.ts';
import { useAnnounce } from './announcer.tsx';
import { useToast } from './toasts.tsx';

/** Copies text and says so where it was pressed. */
export function CopyButton(of: { readonly text: string; readonly label: string; readonly icon?: ReactNode }) {
  const { t } = useTranslation();
  const toast = useToast();
  const announce = useAnnounce();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1600);
    return () => clearTimeout(timer);
  }, [done]);

  const copy = async () => {
    try {
      await copyText(of.text);
      setDone(true);
      announce(t('common.copied'));
    } catch {
      toast({ tone: 'error', message: t('common.copyFailed') });
    }
  };
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={done ? <IconCheck size={16} /> : (of.icon ?? <IconCopy size={16} stroke={1.7} />)}
      onClick={() => void copy()}
    >
      {of.label}
    </Button>
  );
}
