import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './account.module.css';

/** Without mail the way to a new password leads over the operator of the server. */
export function ForgotPage() {
  const { t } = useTranslation();
  return (
    <div>
      <h1 className={classes['title']}>{t('forgot.title')}</h1>
      <p className={classes['lead']}>{t('forgot.lead')}</p>
      <ol className={classes['steps']}>
        <li>
          {t('forgot.run')}
          <code className={classes['code']}>{'npm run -s lumiere -- user reset --email you@example.com'}</code>
        </li>
        <li>{t('forgot.open')}</li>
      </ol>
      <p className={classes['aside']}>
        <Link to="/login">{t('forgot.back')}</Link>
      </p>
    </div>
  );
}
