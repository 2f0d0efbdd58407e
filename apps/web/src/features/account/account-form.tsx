import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorCard } from '../../ui/error-card.tsx';
import classes from './account.module.css';
import { isToldByFields } from './form-checks.ts';

/** Sending as a mutation of the query client says it. */
interface Sending {
  readonly mutate: () => void;
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: Error | null;
}

/**
 * A page with one form: what is wrong is shown from the first try on, with the focus on the first wrong field; only what is right is sent;
 * what the server refuses is told beside its field or, where no field is to blame, in a card.
 */
export function AccountForm({
  title,
  lead,
  wrong,
  fields = [],
  sending,
  submit,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  /** What the form itself finds wrong, null for each field that is right. */
  readonly wrong: readonly (string | null)[];
  /** Fields that tell the server's own words. */
  readonly fields?: readonly string[];
  readonly sending: Sending;
  readonly submit: string;
  /** The fields, given whether somebody has tried to send them. */
  readonly children: (tried: boolean) => ReactNode;
}) {
  const [tried, setTried] = useState(false);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const form = event.currentTarget;
    if (wrong.every((error) => error === null)) sending.mutate();
    // once the fields are drawn as wrong
    else requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <div>
      <h1 className={classes['title']}>{title}</h1>
      <p className={classes['lead']}>{lead}</p>
      <form className={classes['form']} noValidate onSubmit={send}>
        {children(tried)}
        {sending.isError && !isToldByFields(sending.error, fields) && <ErrorCard error={sending.error} level={2} />}
        <Button type="submit" size="md" fullWidth loading={sending.isPending} className={classes['submit'] ?? ''}>
          {submit}
        </Button>
      </form>
    </div>
  );
}
