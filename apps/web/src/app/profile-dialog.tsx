import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@lumiere/contract';
import { useApi } from '../lib/use-api.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorCard } from '../ui/error-card.tsx';
import { useToast } from '../ui/toasts.tsx';
import { ZoneSelect } from '../ui/zone-select.tsx';
import classes from './profile-dialog.module.css';

/** Name and time zone of the signed-in person. */
export default function ProfileDialog({ profile, close }: { readonly profile: Profile; readonly close: () => void }) {
  const { t } = useTranslation();
  const { call, session } = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const [name, setName] = useState(profile.name);
  const [zone, setZone] = useState(profile.zone);
  const save = useMutation({
    mutationFn: () => call('PATCH /api/v1/me', { body: { name: name.trim(), zone } }),
    onSuccess: (next) => {
      session.updateProfile(next);
      // answers are filtered, grouped and shown in the person's zone
      if (next.zone !== profile.zone) void queryClient.invalidateQueries();
      toast({ message: t('profile.saved') });
      close();
    },
  });
  return (
    <Dialog opened close={close} title={t('profile.edit')}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') save.mutate();
        }}
      >
        <TextInput
          label={t('profile.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          autoComplete="name"
          required
          error={name.trim() === '' ? t('forms.required') : null}
          data-autofocus
        />
        <ZoneSelect value={zone} onChange={setZone} description={t('profile.zoneHint')} />
        {save.isError && <ErrorCard error={save.error} level={3} />}
        <div className={classes['actions']}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
