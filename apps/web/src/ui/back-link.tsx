import { IconArrowLeft } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';
import classes from './back-link.module.css';

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly ref?: Ref<HTMLAnchorElement> };

/** The way back to where a page was opened from, above its head. */
export const BackLink = createLink(({ children, ...props }: Props) => (
  <a {...props} className={classes['back']}>
    <IconArrowLeft size={16} aria-hidden="true" />
    {children}
  </a>
));
