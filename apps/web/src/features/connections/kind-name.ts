import type { TFunction } from 'i18next';

const known = ['postgres', 'mysql', 'duckdb', 'sqlite', 'rest', 'http-files', 'files'] as const;

/** What people call a kind of source; its own name where it is a new one. */
export function kindName(kind: string, t: TFunction): string {
  const own = known.find((each) => each === kind);
  return own === undefined ? kind : t(`connections.kindNames.${own}`);
}
