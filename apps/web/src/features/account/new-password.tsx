import { PasswordInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './account.module.css';
import { passwordStrength } from './password-strength.ts';

/** A new password with how hard it is to guess; only its length is demanded. */
export function NewPassword(of: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
}) {
  const { t } = useTranslation();
  const hintId = useId();
  const score = passwordStrength(of.value);
  return (
    <div className={classes['strength']}>
      <PasswordInput
        label={t('account.newPassword')}
        value={of.value}
        onChange={(event) => of.onChange(event.currentTarget.value)}
        error={of.error}
        minLength={8}
        maxLength={128}
        autoComplete="new-password"
        required
        aria-describedby={hintId}
        visibilityToggleButtonProps={{ 'aria-label': t('account.togglePassword') }}
      />
      <div className={classes['meter']} data-score={score} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <p id={hintId} className={classes['hint']}>
        {of.value === '' ? t('account.passwordHint') : t(`account.strength.${score}`)}
      </p>
    </div>
  );
}
