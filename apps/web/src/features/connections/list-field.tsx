import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './list-field.module.css';
import { entriesOf, newEntry, shownFields, type FormField } from './form-model.ts';

/** A list of entries, each with the same few fields: the tables of an interface, the addresses of files. */
export function ListField({
  field,
  value,
  onChange,
  error,
  children,
}: {
  readonly field: FormField;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  /** Draws a field of an entry, under the name by which the form knows it. */
  readonly children: (field: FormField, value: string, onChange: (value: string) => void) => ReactNode;
}) {
  const { t } = useTranslation();
  const entries = entriesOf(value);
  const write = (next: typeof entries) => onChange(JSON.stringify(next));
  return (
    <fieldset className={classes['list']}>
      <legend className={classes['title']}>{field.title}</legend>
      <p className={classes['hint']}>{field.description}</p>
      {entries.map((entry, at) => {
        const called = t('connect.list.entry', { entry: field.entry, number: at + 1 });
        return (
          // an entry has no name of its own but its place
          <div key={at} role="group" aria-label={called} className={classes['entry']}>
            <div className={classes['head']}>
              <span className={classes['number']}>{called}</span>
              {(entries.length > 1 || !field.required) && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('connect.list.remove', { entry: called })}
                  onClick={() => write(entries.filter((_, other) => other !== at))}
                >
                  <IconTrash size={17} stroke={1.7} />
                </ActionIcon>
              )}
            </div>
            <div className={classes['fields']}>
              {shownFields(field.items, entry).map((item) =>
                children({ ...item, name: `${field.name}[${at}].${item.name}` }, entry[item.name] ?? '', (next) =>
                  write(entries.map((each, other) => (other === at ? { ...each, [item.name]: next } : each))),
                ),
              )}
            </div>
          </div>
        );
      })}
      {error !== undefined && (
        <p className={classes['error']} role="alert">
          {error}
        </p>
      )}
      <Button
        variant="default"
        size="xs"
        className={classes['add'] ?? ''}
        leftSection={<IconPlus size={16} stroke={1.7} />}
        onClick={() => write([...entries, newEntry(field)])}
      >
        {t('connect.list.add', { entry: field.entry })}
      </Button>
    </fieldset>
  );
}
