import {
  IconApi,
  IconBrandMysql,
  IconDatabase,
  IconFileDatabase,
  IconFiles,
  IconWorldDownload,
  type Icon,
} from '@tabler/icons-react';
import classes from './kind-icon.module.css';

const icons: Readonly<Record<string, Icon>> = {
  mysql: IconBrandMysql,
  duckdb: IconFileDatabase,
  sqlite: IconFileDatabase,
  rest: IconApi,
  'http-files': IconWorldDownload,
  files: IconFiles,
};

/** A picture of a kind of source; decorative, as its name always stands beside it. */
export function KindIcon({ kind }: { readonly kind: string }) {
  const Picture = icons[kind] ?? IconDatabase;
  return (
    <span className={classes['icon']} aria-hidden="true">
      <Picture size={22} stroke={1.6} />
    </span>
  );
}
