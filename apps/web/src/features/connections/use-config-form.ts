import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionConfig, ConnectorKind } from '@lumiere/contract';
import { ApiError } from '../../lib/api-error.ts';
import { configOf, formFields, startValues } from './form-model.ts';

/** The state of a connection's form: what stands in it, what it means, and what is wrong with which field. */
export function useConfigForm(kind: ConnectorKind, saved: ConnectionConfig | null, secretsSet: readonly string[]) {
  const { t } = useTranslation();
  const fields = useMemo(() => formFields(kind), [kind]);
  const start = useMemo(() => startValues(fields, saved), [fields, saved]);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [checked, setChecked] = useState(false);
  const values = { ...start, ...typed };
  const { config, trouble } = configOf(fields, values, secretsSet);
  const own = Object.fromEntries(
    fields.flatMap((field) => {
      const what = trouble[field.name];
      return what && checked ? [[field.name, t(`connect.trouble.${what}`, { min: field.min, max: field.max })]] : [];
    }),
  );
  return {
    fields,
    values,
    config,
    dirty: fields.some((field) => values[field.name] !== start[field.name]),
    set: (name: string, value: string) => setTyped((all) => ({ ...all, [name]: value })),
    reset: () => setTyped({}),
    /** Shows what has to be corrected; true where nothing has. The first field in trouble gets the focus. */
    check: (): boolean => {
      setChecked(true);
      const first = fields.find((field) => trouble[field.name]);
      if (first === undefined) return true;
      document.getElementsByName(first.name)[0]?.focus();
      return false;
    },
    /** What is wrong by field: found here, or by the server in `error`. */
    errorsWith: (error: unknown): Readonly<Record<string, string>> => ({
      ...Object.fromEntries(
        fields.flatMap((field) => {
          const problem = error instanceof ApiError ? error.problemAt(`config.${field.name}`) : null;
          return problem === null ? [] : [[field.name, [problem.message, problem.hint ?? ''].join(' ').trim()]];
        }),
      ),
      ...own,
    }),
  };
}
