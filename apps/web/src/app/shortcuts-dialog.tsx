import { Kbd, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { useSingleKeys } from './shortcuts.ts';
import classes from './shortcuts-dialog.module.css';

const list = [
  { keys: ['/'], does: 'focus' },
  { keys: ['Ctrl', 'K'], does: 'focus' },
  { keys: ['g', 'a'], does: 'ask' },
  { keys: ['g', 'h'], does: 'history' },
  { keys: ['g', 'c'], does: 'connections' },
  { keys: ['g', 'j'], does: 'jobs' },
  { keys: ['?'], does: 'list' },
] as const;

/** The list of shortcuts and the switch for single keys. */
export default function ShortcutsDialog({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  const { t } = useTranslation();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  return (
    <Dialog opened={opened} close={close} title={t('shortcuts.title')}>
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
