import { ActionIcon } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './question-box.module.css';

/** The keyboard's '/' looks for it. */
export const questionBoxId = 'question';

/** The contract's limit of a question. */
export const maxQuestion = 5000;

/** Where questions are typed. It grows with its text; Enter asks, Shift with Enter breaks the line. */
export function QuestionBox(of: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onAsk: () => void;
  readonly label: string;
  readonly placeholder: string;
  readonly size: 'hero' | 'compact';
  readonly busy?: boolean;
  readonly autoFocus?: boolean;
  readonly hint?: string;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight}px`;
  }, [of.value]);

  const ready = of.value.trim() !== '' && !of.busy;
  const near = of.value.length > maxQuestion - 200;
  return (
    <form
      className={classes['box']}
      data-size={of.size}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) of.onAsk();
      }}
    >
      <textarea
        ref={box}
        id={questionBoxId}
        className={classes['input']}
        rows={of.size === 'hero' ? 2 : 1}
        value={of.value}
        maxLength={maxQuestion}
        aria-label={of.label}
        placeholder={of.placeholder}
        autoComplete="off"
        enterKeyHint="send"
        // the page exists to be typed into, so the caret is there at once on computers; phones would open their keyboard
        autoFocus={of.autoFocus && matchMedia('(pointer: fine)').matches}
        onChange={(event) => of.onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (ready) of.onAsk();
        }}
      />
      <div className={classes['foot']}>
        <span className={classes['hint']}>
          {near ? t('ask.length', { used: of.value.length, max: maxQuestion }) : of.hint}
        </span>
        <ActionIcon
          type="submit"
          size={36}
          radius="xl"
          className={classes['send'] ?? ''}
          aria-label={t('ask.send')}
          disabled={!ready}
          loading={of.busy ?? false}
        >
          <IconArrowUp size={20} stroke={2.2} />
        </ActionIcon>
      </div>
    </form>
  );
}
