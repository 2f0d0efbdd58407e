import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportPlan, PlanColumn } from '@lumiere/contract';
import classes from './column-editor.module.css';
import { listOf, nameFault, readAs, readingTypes, withColumn } from './edit-plan.ts';
import { ReadingForm } from './reading-form.tsx';

interface ColumnEditorProps {
  readonly plan: ImportPlan;
  readonly index: number;
  readonly edit: (plan: ImportPlan, look: boolean) => void;
}

/** One column of the file: what it will be called, how its cells are read, and why. */
export function ColumnEditor({ plan, index, edit }: ColumnEditorProps) {
  const { t } = useTranslation();
  const column = plan.columns[index];
  if (column === undefined) return null;
  const { name, reading, use } = column;
  const fault = use ? nameFault(plan, index) : null;
  const last = plan.columns.filter((each) => each.use).length === 1;
  const change = (of: Partial<PlanColumn>, look = true) => edit(withColumn(plan, index, of), look);
  return (
    <div className={classes['editor']} role="group" aria-label={t('files.column.editor', { name })}>
      <p className={classes['evidence']}>
        <strong>{t('files.column.source', { source: column.source })}</strong>{' '}
        {column.evidence !== '' && t('files.column.evidence', { evidence: column.evidence })}
      </p>
      <div className={classes['fields']}>
        <TextInput
          size="sm"
          label={t('files.column.name')}
          value={name}
          maxLength={63}
          disabled={!use}
          error={fault === null ? undefined : t(`files.column.faults.${fault}`)}
          onChange={({ currentTarget }) => change({ name: currentTarget.value }, false)}
        />
        {reading.type === 'native' ? (
          <p className={classes['native']}>{t('files.column.native', { type: reading.native })}</p>
        ) : (
          <>
            <NativeSelect
              size="sm"
              label={t('files.column.type')}
              disabled={!use}
              value={reading.type}
              data={readingTypes.map((value) => ({ value, label: t(`model.types.${value}`) }))}
              onChange={({ currentTarget }) => {
                const type = readingTypes.find((each) => each === currentTarget.value);
                if (type) change({ reading: readAs(reading, type, orderOf(plan)) });
              }}
            />
            {use && (
              <ReadingForm
                key={`${index}-${reading.type}`}
                reading={reading}
                onReading={(next) => change({ reading: next })}
              />
            )}
            {use && (
              <TextInput
                key={`nulls-${index}`}
                size="sm"
                label={t('files.column.nulls')}
                placeholder={t('files.column.nullsHint')}
                defaultValue={column.nulls.join(', ')}
                onBlur={({ currentTarget }) => {
                  const nulls = listOf(currentTarget.value).slice(0, 20);
                  if (nulls.join() !== column.nulls.join()) change({ nulls });
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') event.currentTarget.blur();
                }}
              />
            )}
          </>
        )}
        <Button
          variant="default"
          className={classes['use'] ?? ''}
          disabled={use && last}
          onClick={() => change({ use: !use })}
        >
          {t(use ? 'files.column.leaveOut' : 'files.column.putBack')}
        </Button>
      </div>
    </div>
  );
}

/** The order that another column's days decided; it likely holds for this one. */
function orderOf(plan: ImportPlan) {
  const dated = plan.columns.find(({ reading }) => 'order' in reading)?.reading;
  return dated !== undefined && 'order' in dated ? dated.order : 'ymd';
}
