import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { safeTarget } from '../../lib/safe-target.ts';
import { useApi } from '../../lib/use-api.ts';
import { AccountForm } from './account-form.tsx';
import classes from './account.module.css';
import { emailError, required } from './form-checks.ts';

export function LoginPage() {
  const { t } = useTranslation();
  const { call, session } = useApi();
  const router = useRouter();
  const { to } = useSearch({ from: '/visitor/login' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => call('GET /api/v1/setup', undefined, { signal }),
  });
  const login = useMutation({
    mutationFn: () => call('POST /api/v1/auth/login', { body: { email: email.trim(), password } }),
    onSuccess: (answer) => {
      session.accept(answer);
      router.history.replace(safeTarget(to));
    },
  });
  const own = { email: emailError(email, t), password: required(password, t) };

  const lead = setup.data?.needed ? t('login.needsSetup') : to ? t('login.leadBack') : t('login.lead');

  return (
    <>
      <AccountForm
        title={t('login.title')}
        lead={lead}
        wrong={[own.email, own.password]}
        sending={login}
        submit={t('login.submit')}
      >
        {(tried) => (
          <>
            <TextInput
              label={t('account.email')}
              type="email"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              error={tried ? own.email : null}
              autoComplete="username"
              required
              autoFocus
            />
            <PasswordInput
              label={t('account.password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={tried ? own.password : null}
              autoComplete="current-password"
              maxLength={128}
              required
              visibilityToggleButtonProps={{ 'aria-label': t('account.togglePassword') }}
            />
          </>
        )}
      </AccountForm>
      <p className={classes['aside']}>
        <Link to="/forgot">{t('login.forgot')}</Link>
      </p>
    </>
  );
}
