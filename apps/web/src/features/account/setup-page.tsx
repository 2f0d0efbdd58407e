import { Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/use-api.ts';
import { guessZone } from '../../lib/zones.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { ZoneSelect } from '../../ui/zone-select.tsx';
import { AccountForm } from './account-form.tsx';
import classes from './account.module.css';
import { emailError, fieldError, passwordError, required } from './form-checks.ts';
import { NewPassword } from './new-password.tsx';
import { useOnceToken } from './use-once-token.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** Creates the owner from the link that the first start printed. */
export function SetupPage() {
  const { t } = useTranslation();
  const { call } = useApi();
  const token = useOnceToken('/setup', useSearch({ from: '/visitor/setup' }).token);
  const state = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => call('GET /api/v1/setup', undefined, { signal }),
  });

  if (state.data?.needed === false) {
    return (
      <Note title={t('setup.done.title')} text={t('setup.done.text')}>
        <LinkButton to="/login">{t('login.submit')}</LinkButton>
      </Note>
    );
  }
  if (token === null) {
    return (
      <Note title={t('setup.noLink.title')} text={t('setup.noLink.text')}>
        <code className={classes['code']}>{'http://localhost:3000/setup?token=…'}</code>
      </Note>
    );
  }
  if (state.isError) return <ErrorCard error={state.error} level={1} retry={() => void state.refetch()} />;
  // the form must not flash before the server has said that it is wanted
  return state.isPending ? <Skeleton height={420} radius="lg" /> : <SetupForm token={token} />;
}

function Note(of: { readonly title: string; readonly text: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <h1 className={classes['title']}>{of.title}</h1>
      <p className={classes['lead']}>{of.text}</p>
      {of.children}
    </div>
  );
}

const fields = ['organization', 'name', 'email', 'password', 'zone'] as const;

function SetupForm({ token }: { readonly token: string }) {
  const { t } = useTranslation();
  const { call, session } = useApi();
  const navigate = useNavigate();
  const [form, setForm] = useState({ organization: '', name: '', email: '', password: '', zone: guessZone() });
  const set = (change: Partial<typeof form>) => setForm((all) => ({ ...all, ...change }));
  const create = useMutation({
    mutationFn: () => call('POST /api/v1/setup', { body: { token, ...form } }),
    onSuccess: async (answer) => {
      session.accept(answer);
      await navigate({ to: '/ask', replace: true });
    },
  });

  const own = {
    organization: required(form.organization, t),
    name: required(form.name, t),
    email: emailError(form.email, t),
    password: passwordError(form.password, t),
    zone: null,
  };
  const errorOf = (field: (typeof fields)[number], tried: boolean) =>
    (tried ? own[field] : null) ?? fieldError(create.error, field);

  return (
    <AccountForm
      title={t('setup.title')}
      lead={t('setup.lead')}
      wrong={Object.values(own)}
      fields={fields}
      sending={create}
      submit={t('setup.submit')}
    >
      {(tried) => (
        <>
          <div className={classes['pair']}>
            <TextInput
              label={t('setup.organization')}
              value={form.organization}
              onChange={(event) => set({ organization: event.currentTarget.value })}
              error={errorOf('organization', tried)}
              autoComplete="organization"
              maxLength={100}
              required
              autoFocus
            />
            <TextInput
              label={t('setup.name')}
              value={form.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
              error={errorOf('name', tried)}
              autoComplete="name"
              maxLength={100}
              required
            />
          </div>
          <TextInput
            label={t('account.email')}
            type="email"
            value={form.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
            error={errorOf('email', tried)}
            autoComplete="username"
            maxLength={254}
            required
          />
          <NewPassword
            value={form.password}
            onChange={(password) => set({ password })}
            error={errorOf('password', tried)}
          />
          <ZoneSelect
            value={form.zone}
            onChange={(zone) => set({ zone })}
            description={t('setup.zoneHint')}
            error={errorOf('zone', tried)}
          />
        </>
      )}
    </AccountForm>
  );
}
