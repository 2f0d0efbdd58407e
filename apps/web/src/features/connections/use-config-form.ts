import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionConfig, ConnectorKind } from '@lumiere/contract';
import { ApiError } from '../../lib/api-error.ts';
import { configOf, formFields, shownPaths, startValues } from './form-model.ts';

/** The state of a connection's form: what stands in it, what it means, and what is wrong with which field. */
export function useConfigForm(kind: ConnectorKind, saved: ConnectionConfig | null, secretsSet: readonly string[]) {
  const { t } = useTranslation();
  const fields = useMemo(() => formFields(kind), [kind]);
  const start = useMemo(() => startValues(fields, saved), [fields, saved]);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [checked, setChecked] = useState(false);
  const values = { ...start, ...typed };
  const { config, trouble } = configOf(fields, values, secretsSet);
  const paths = shownPaths(fields, values);
  const own = Object.fromEntries(
    paths.flatMap(({ path, field }) => {
      const what = trouble[path];
      return what && checked ? [[path, t(`connect.trouble.${what}`, { min: field.min, max: field.max })]] : [];
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
      const first = paths.find(({ path }) => trouble[path]);
      if (first === undefined) return true;
      document.getElementsByName(first.path)[0]?.focus();
      return false;
    },
    /** What is wrong by field: found here, or by the server in `error`. */
    errorsWith: (error: unknown): Readonly<Record<string, string>> => ({
      ...Object.fromEntries(
        paths.flatMap(({ path }) => {
          const problem = error instanceof ApiError ? error.problemAt(`config.${path}`) : null;
          return problem === null ? [] : [[path, [problem.message, problem.hint ?? ''].join(' ').trim()]];
        }),
      ),
      ...own,
    }),
  };
}
