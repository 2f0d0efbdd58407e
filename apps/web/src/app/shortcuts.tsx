import { Kbd, Switch } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreference } from '../lib/preferences.ts';
import { Dialog } from '../ui/dialog.tsx';
import { questionBoxId } from '../ui/question-box.tsx';
import classes from './shortcuts.module.css';

const list = [
  { keys: ['/'], does: 'focus' },
  { keys: ['Ctrl', 'K'], does: 'focus' },
  { keys: ['g', 'a'], does: 'ask' },
  { keys: ['g', 'h'], does: 'history' },
  { keys: ['g', 'c'], does: 'connections' },
  { keys: ['?'], does: 'list' },
] as const;

/** Listens for the keys and shows their list. Single keys can be switched off, as WCAG 2.1.4 asks. */
export function Shortcuts({
  opened,
  setOpened,
}: {
  readonly opened: boolean;
  readonly setOpened: (opened: boolean) => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [singleKeys, setSingleKeys] = usePreference('single-keys', true);
  const [waiting, setWaiting] = useState(false);

  useEffect(() => {
    const focusQuestion = async () => {
      if (document.getElementById(questionBoxId) === null) await navigate({ to: '/ask' });
      requestAnimationFrame(() => document.getElementById(questionBoxId)?.focus());
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        void focusQuestion();
        return;
      }
      if (
        !singleKeys ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('[aria-modal="true"]')
      )
        return;
      const target = waiting ? ({ a: '/ask', h: '/history', c: '/connections' } as const)[event.key] : undefined;
      setWaiting(event.key === 'g' && !waiting);
      if (target) void navigate({ to: target });
      else if (event.key === '/') {
        event.preventDefault();
        void focusQuestion();
      } else if (event.key === '?') setOpened(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate, setOpened, singleKeys, waiting]);

  return (
    <Dialog opened={opened} close={() => setOpened(false)} title={t('shortcuts.title')}>
      <dl className={classes['list']}>
        {list.map(({ keys, does }) => (
          <div key={keys.join()} className={classes['row']}>
            <dt>{t(`shortcuts.${does}`)}</dt>
            <dd className={classes['keys']}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label={t('shortcuts.single')}
        description={t('shortcuts.singleHint')}
      />
    </Dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}
