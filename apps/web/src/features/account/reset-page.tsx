import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import classes from './account.module.css';
import { fieldError, isToldByFields, passwordError } from './form-checks.ts';
import { NewPassword } from './new-password.tsx';
import { useOnceToken } from './use-once-token.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** Sets a new password with the token of the operator's link. */
export function ResetPage() {
  const { t } = useTranslation();
  const { call } = useApi();
  const token = useOnceToken('/reset', useSearch({ from: '/visitor/reset' }).token);
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
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
    <div>
      <h1 className={classes['title']}>{t('reset.title')}</h1>
      <p className={classes['lead']}>{t('reset.lead')}</p>
      <form
        className={classes['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (own === null) reset.mutate();
        }}
      >
        <NewPassword
          value={password}
          onChange={setPassword}
          error={(tried ? own : null) ?? fieldError(reset.error, 'password')}
        />
        {reset.isError && !isToldByFields(reset.error, ['password']) && <ErrorCard error={reset.error} level={2} />}
        <Button type="submit" size="md" fullWidth loading={reset.isPending} className={classes['submit'] ?? ''}>
          {t('reset.submit')}
        </Button>
      </form>
    </div>
  );
}
