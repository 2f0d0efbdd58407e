import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Encoding, FileInspection, ImportChoices } from '@lumiere/contract';
import { tableKey, type FileTable, type FileTables } from '../../../lib/uploads/file-tables.ts';
import classes from './preview-page.module.css';
import type { Preview } from './use-preview.ts';

/** Every encoding that can be chosen; one that is missing here does not compile. */
const encodings = Object.keys({
  'utf-8': true,
  'utf-16le': true,
  'utf-16be': true,
  'windows-1252': true,
  'iso-8859-15': true,
  'windows-1250': true,
  'iso-8859-2': true,
  'windows-1251': true,
  'koi8-r': true,
  'windows-1253': true,
  'windows-1254': true,
  'windows-1255': true,
  'windows-1256': true,
  macintosh: true,
  shift_jis: true,
  'euc-jp': true,
  gb18030: true,
  big5: true,
  'euc-kr': true,
} satisfies Record<Encoding, true>);

const delimiters = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe', ' ': 'space' } as const;
const nestings = ['flatten', 'keep'] as const;

/** How the bytes are cut into rows and cells; each part can be said instead of guessed, and the columns are then guessed anew. */
export function LayoutForm({
  preview,
  inspection,
  tables,
}: {
  readonly preview: Preview;
  readonly inspection: FileInspection;
  /** What became of the tables of the file; null where none was imported yet. */
  readonly tables: FileTables | null;
}) {
  const { t } = useTranslation();
  const { layout, member, packed } = inspection.plan;
  const taken = new Set(tables?.taken.map(tableKey));
  const option = (name: string, table: FileTable) => ({
    value: name,
    label: taken.has(tableKey(table)) ? t('files.layout.taken', { name }) : name,
  });
  const say = (of: ImportChoices) => preview.choose({ ...preview.choices, ...of });
  const delimiter = layout.format === 'csv' ? layout.delimiter : '';
  return (
    <section className={classes['layout']} aria-labelledby="layout">
      <div className={classes['layoutHead']}>
        <h2 id="layout" className={classes['heading']}>
          {t('files.layout.title', { format: t(`files.layout.formats.${layout.format}`) })}
        </h2>
        <span className={classes['packed']}>{packed === 'none' ? '' : t(`files.layout.packed.${packed}`)}</span>
        {preview.corrected && (
          <Button variant="subtle" size="compact-sm" onClick={preview.reset}>
            {t('files.layout.reset')}
          </Button>
        )}
      </div>
      <div className={classes['fields']}>
        {inspection.members.length > 1 && (
          <NativeSelect
            size="sm"
            label={t('files.layout.member')}
            value={member ?? ''}
            data={inspection.members.map((each) => option(each, { member: each, sheet: null }))}
            onChange={({ currentTarget }) => preview.choose({ member: currentTarget.value })}
          />
        )}
        {inspection.sheets.length > 1 && 'sheet' in layout && (
          <NativeSelect
            size="sm"
            label={t('files.layout.sheet')}
            value={layout.sheet}
            data={inspection.sheets.map((each) => option(each, { member, sheet: each }))}
            onChange={({ currentTarget }) => {
              const { member: kept } = preview.choices;
              preview.choose({ ...(kept === undefined ? {} : { member: kept }), sheet: currentTarget.value });
            }}
          />
        )}
        {'encoding' in layout && (
          <NativeSelect
            size="sm"
            label={t('files.layout.encoding')}
            value={layout.encoding}
            data={encodings}
            // the choices are the encodings themselves
            onChange={({ currentTarget }) => say({ encoding: currentTarget.value as Encoding })}
          />
        )}
        {layout.format === 'csv' && (
          <NativeSelect
            size="sm"
            label={t('files.layout.delimiter')}
            value={delimiter}
            onChange={({ currentTarget }) => say({ delimiter: currentTarget.value })}
          >
            {Object.entries(delimiters).map(([sign, name]) => (
              <option key={name} value={sign}>
                {t(`files.layout.delimiters.${name}`)}
              </option>
            ))}
            {!(delimiter in delimiters) && <option value={delimiter}>{delimiter}</option>}
          </NativeSelect>
        )}
        {layout.format === 'json' && (
          <NativeSelect
            size="sm"
            label={t('files.layout.nested')}
            value={layout.nested}
            data={nestings.map((value) => ({ value, label: t(`files.layout.nestings.${value}`) }))}
            onChange={({ currentTarget }) =>
              say({ nested: nestings.find((each) => each === currentTarget.value) ?? 'flatten' })
            }
          />
        )}
        {'skip' in layout && <SkipInput key={layout.skip} skip={layout.skip} onSkip={(skip) => say({ skip })} />}
        {'header' in layout && (
          <Switch
            className={classes['switch'] ?? ''}
            label={t('files.layout.header')}
            checked={layout.header}
            onChange={({ currentTarget }) => say({ header: currentTarget.checked })}
          />
        )}
      </div>
      {preview.edited && <p className={classes['quiet']}>{t('files.layout.anew')}</p>}
    </section>
  );
}

function SkipInput({ skip, onSkip }: { readonly skip: number; readonly onSkip: (skip: number) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      size="sm"
      type="number"
      min={0}
      max={1000}
      label={t('files.layout.skip')}
      defaultValue={skip}
      onBlur={({ currentTarget }) => {
        const next = Math.max(0, Math.min(1000, Math.floor(Number(currentTarget.value) || 0)));
        if (next !== skip) onSkip(next);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
