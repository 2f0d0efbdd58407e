import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './back-link.module.css';

/** The way back to the list of files. */
export function BackLink() {
  const { t } = useTranslation();
  return (
    <Link to="/files" className={classes['back']}>
      <IconArrowLeft size={16} aria-hidden="true" />
      {t('files.back')}
    </Link>
  );
}
