import { useTranslation } from 'react-i18next';
import { Mark } from '../ui/logo.tsx';
import classes from './starting.module.css';

/** Shown while the session is looked for, if that takes long enough to notice. */
export function Starting() {
  const { t } = useTranslation();
  return (
    <div className={classes['page']} role="status">
      <Mark size={44} />
      <span className={classes['words']}>{t('common.starting')}</span>
    </div>
  );
}
