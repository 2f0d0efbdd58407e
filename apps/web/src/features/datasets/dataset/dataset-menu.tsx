import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DatasetDetail } from '@lumiere/contract';
import { useDialog } from '../../../ui/use-dialog.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';

/** What is done to a dataset as a whole. */
export function DatasetMenu({ dataset }: { readonly dataset: DatasetDetail }) {
  const { t } = useTranslation();
  const rename = useDialog();
  const remove = useDialog();
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('files.dataset.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={() => rename.open()}>
            {t('files.rename.open')}
          </Menu.Item>
          <Menu.Item
            color="var(--lum-danger)"
            leftSection={<IconTrash size={16} stroke={1.7} />}
            onClick={() => remove.open()}
          >
            {t('files.remove.open')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {rename.wanted && <RenameDialog dataset={dataset} opened={rename.opened} close={rename.close} />}
      {remove.wanted && (
        <DeleteDialog dataset={dataset} opened={remove.opened} close={remove.close} leave={remove.leave} />
      )}
    </>
  );
}
