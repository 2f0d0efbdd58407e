import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './config-fields.module.css';
import type { FormField } from './form-model.ts';

const tlsModes = ['disable', 'allow', 'prefer', 'require', 'verify-full'] as const;

/** One of several, each with what it means where we know it. */
export function ChoiceField({
  field,
  value,
  onChange,
}: {
  readonly field: FormField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const explained = field.choices.every((choice) => tlsModes.some((mode) => mode === choice));
  return (
    <fieldset className={classes['choices']}>
      <legend className={classes['label']}>{field.title}</legend>
      {!explained && <p className={classes['hint']}>{field.description}</p>}
      {field.choices.map((choice) => {
        const mode = tlsModes.find((each) => each === choice);
        return (
          <label key={choice} className={classes['choice']} data-checked={choice === value}>
            <input
              type="radio"
              name={field.name}
              value={choice}
              checked={choice === value}
              aria-labelledby={`${id}-${choice}`}
              {...(mode ? { 'aria-describedby': `${id}-${choice}-text` } : {})}
              onChange={() => onChange(choice)}
            />
            <span>
              <span id={`${id}-${choice}`} className={classes['choiceName']}>
                {mode ? t(`connect.tls.${mode}.name`) : choice}
              </span>
              {mode && <code className={classes['code']}>{mode}</code>}
              {mode && (
                <span id={`${id}-${choice}-text`} className={classes['hint']}>
                  {t(`connect.tls.${mode}.text`)}
                </span>
              )}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
