import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What a connection is called; it has to be called something. */
export function NameField({
  value,
  missing,
  onChange,
}: {
  readonly value: string;
  /** True where somebody has tried to go on without a name. */
  readonly missing: boolean;
  readonly onChange: (name: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('connect.name')}
      description={t('connect.nameHint')}
      required
      autoComplete="off"
      maxLength={100}
      value={value}
      error={missing && value.trim() === '' ? t('forms.required') : null}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
