import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ColorSchemeToggle } from '../../ui/color-scheme-toggle.tsx';
import { Mark } from '../../ui/logo.tsx';
import classes from './account-layout.module.css';

/** The frame of the pages before signing in: the form, and beside it what it is for. */
export function AccountLayout() {
  const { t } = useTranslation();
  return (
    <div className={classes['page']}>
      <div className={classes['side']}>
        <header className={classes['top']}>
          <span className={classes['brand']}>
            <Mark size={30} />
            Lumiere
          </span>
          <ColorSchemeToggle />
        </header>
        <main className={classes['main']} id="main">
          <Outlet />
        </main>
      </div>
      <aside className={classes['show']} aria-label={t('account.promise.label')}>
        <p className={classes['promise']}>{t('account.promise.title')}</p>
        <Illustration />
        <ul className={classes['points']}>
          <li>{t('account.promise.own')}</li>
          <li>{t('account.promise.key')}</li>
          <li>{t('account.promise.proof')}</li>
        </ul>
      </aside>
    </div>
  );
}

/** A drawing of an answer; no figures in it, so that none is mistaken for one. */
function Illustration() {
  const bars = [34, 46, 40, 58, 52, 70, 64, 88];
  return (
    <svg className={classes['drawing']} viewBox="0 0 420 270" aria-hidden="true" focusable="false">
      <rect className={classes['paper']} x="0.5" y="0.5" width="419" height="269" rx="18" />
      <rect className={classes['ink']} x="28" y="28" width="190" height="13" rx="6.5" />
      <rect className={classes['faint']} x="28" y="58" width="120" height="10" rx="5" />
      <rect className={classes['marker']} x="154" y="53" width="64" height="20" rx="6" />
      <rect className={classes['faint']} x="226" y="58" width="132" height="10" rx="5" />
      <rect className={classes['faint']} x="28" y="80" width="208" height="10" rx="5" />
      {bars.map((height, index) => (
        <rect
          key={index}
          className={index === bars.length - 1 ? classes['sun'] : classes['bar']}
          x={32 + index * 46}
          y={222 - height * 1.2}
          width="30"
          height={height * 1.2}
          rx="5"
        />
      ))}
      <line className={classes['axis']} x1="28" x2="392" y1="222.5" y2="222.5" />
      <rect className={classes['chip']} x="28" y="236" width="74" height="18" rx="9" />
      <rect className={classes['chip']} x="110" y="236" width="98" height="18" rx="9" />
      <rect className={classes['chip']} x="216" y="236" width="60" height="18" rx="9" />
    </svg>
  );
}
