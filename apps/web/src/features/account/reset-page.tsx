import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/use-api.ts';
import { AccountForm } from './account-form.tsx';
import classes from './account.module.css';
import { fieldError, passwordError } from './form-checks.ts';
import { NewPassword } from './new-password.tsx';
import { useOnceToken } from './use-once-token.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** Sets a new password with the token of the operator's link. */
export function ResetPage() {
  const { t } = useTranslation();
  const { call } = useApi();
  const token = useOnceToken('/reset', useSearch({ from: '/visitor/reset' }).token);
  const [password, setPassword] = useState('');
  const reset = useMutation({
    mutationFn: () => call('POST /api/v1/auth/reset', { body: { token: token ?? '', password } }),
  });
  const own = passwordError(password, t);

  if (token === null || reset.isSuccess) {
    const key = reset.isSuccess ? 'done' : 'noLink';
    return (
      <div>
        <h1 className={classes['title']}>{t(`reset.${key}.title`)}</h1>
        <p className={classes['lead']}>{t(`reset.${key}.text`)}</p>
        <LinkButton to={reset.isSuccess ? '/login' : '/forgot'}>{t(`reset.${key}.go`)}</LinkButton>
      </div>
    );
  }
  return (
    <AccountForm
      title={t('reset.title')}
      lead={t('reset.lead')}
      wrong={[own]}
      fields={['password']}
      sending={reset}
      submit={t('reset.submit')}
    >
      {(tried) => (
        <NewPassword
          value={password}
          onChange={setPassword}
          error={(tried ? own : null) ?? fieldError(reset.error, 'password')}
        />
      )}
    </AccountForm>
  );
}
