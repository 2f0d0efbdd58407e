import { NativeSelect, PasswordInput, Switch, Textarea, TextInput, type InputWrapperProps } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './config-fields.module.css';
import { ChoiceField } from './choice-field.tsx';
import { fieldGroups, shownFields, type FormField, type FormValues } from './form-model.ts';
import { ListField } from './list-field.tsx';

interface ConfigFieldsProps {
  readonly fields: readonly FormField[];
  readonly values: FormValues;
  readonly onChange: (name: string, value: string) => void;
  /** What is wrong with a field, in words. */
  readonly errors: Readonly<Record<string, string>>;
  readonly secretsSet: readonly string[];
}

const wrapperOrder: NonNullable<InputWrapperProps['inputWrapperOrder']> = ['label', 'input', 'description', 'error'];

/** The fields of a connection, group by group; the advanced ones are folded away until one of them is wrong. */
export function ConfigFields({ fields, ...rest }: ConfigFieldsProps) {
  const { t } = useTranslation();
  return fieldGroups.map((group) => {
    const own = shownFields(fields, rest.values).filter((field) => field.group === group);
    if (own.length === 0) return null;
    const content = (
      <div className={classes['fields']}>
        {own.map((field) => (
          <ConfigField key={field.name} field={field} {...rest} />
        ))}
      </div>
    );
    if (group === 'advanced')
      return (
        <details
          key={group}
          className={classes['group']}
          open={own.some((field) => rest.errors[field.name]) || undefined}
        >
          <summary className={classes['fold']}>
            <IconChevronRight size={16} aria-hidden="true" />
            {t('connect.groups.advanced')}
          </summary>
          {content}
        </details>
      );
    return (
      <fieldset key={group} className={classes['group']}>
        <legend className={classes['legend']}>{t(`connect.groups.${group}`)}</legend>
        {content}
      </fieldset>
    );
  });
}

function ConfigField({
  field,
  values,
  onChange,
  errors,
  secretsSet,
}: Omit<ConfigFieldsProps, 'fields'> & { readonly field: FormField }) {
  const { t } = useTranslation();
  const value = values[field.name] ?? '';
  const kept = field.secret && secretsSet.includes(field.name);
  const shared = {
    name: field.name,
    label: field.title,
    description: kept ? t('connect.secretSet') : field.description,
    error: errors[field.name],
    required: field.required && !kept,
    autoComplete: 'off',
    // what is said of a field stands below it, so that fields side by side stay in line
    inputWrapperOrder: wrapperOrder,
  };
  if (field.control === 'list')
    return (
      <ListField field={field} value={value} onChange={(next) => onChange(field.name, next)} error={errors[field.name]}>
        {(item, text, change) => (
          <ConfigField
            key={item.name}
            field={item}
            values={{ [item.name]: text }}
            onChange={(_, next) => change(next)}
            errors={errors}
            secretsSet={[]}
          />
        )}
      </ListField>
    );
  if (field.control === 'choice' && Object.keys(field.labels).length > 0)
    return (
      <NativeSelect
        {...shared}
        value={value}
        data={field.choices.map((choice) => ({ value: choice, label: field.labels[choice] ?? choice }))}
        onChange={(event) => onChange(field.name, event.currentTarget.value)}
      />
    );
  if (field.control === 'choice')
    return <ChoiceField field={field} value={value} onChange={(next) => onChange(field.name, next)} />;
  if (field.control === 'switch')
    return (
      <Switch
        label={field.title}
        description={field.description}
        checked={value === 'true'}
        onChange={(event) => onChange(field.name, String(event.currentTarget.checked))}
      />
    );
  const input = {
    ...shared,
    value,
    ...(field.example === '' ? {} : { placeholder: field.example }),
    ...(field.maxLength === null ? {} : { maxLength: field.maxLength }),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange(field.name, event.currentTarget.value),
  };
  if (field.secret)
    return (
      <PasswordInput
        {...input}
        autoComplete="new-password"
        {...(kept ? { placeholder: t('connect.secretKept') } : {})}
        visibilityToggleButtonProps={{ 'aria-label': t('connect.toggleSecret', { field: field.title }), tabIndex: 0 }}
      />
    );
  if (field.multiline) return <Textarea {...input} rows={4} className={classes['wide'] ?? ''} spellCheck={false} />;
  return (
    <TextInput
      {...input}
      spellCheck={false}
      className={(field.control === 'number' ? classes['narrow'] : undefined) ?? ''}
      {...(field.control === 'number' ? { inputMode: 'numeric' } : {})}
    />
  );
}
