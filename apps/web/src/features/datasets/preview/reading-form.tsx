import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NumberStyle, Reading } from '@lumiere/contract';
import classes from './column-editor.module.css';
import { listOf, withDecimal, withGrouping } from './edit-plan.ts';

const orders = ['ymd', 'dmy', 'mdy'] as const;
const decimals = ['.', ','] as const;
const groupings = { '': 'none', ',': 'comma', '.': 'point', ' ': 'space', "'": 'apostrophe' } as const;

interface ReadingFormProps {
  readonly reading: Reading;
  readonly onReading: (reading: Reading) => void;
}

/** What a type has to be told of how its values are written. */
export function ReadingForm({ reading, onReading }: ReadingFormProps) {
  const { t } = useTranslation();
  switch (reading.type) {
    case 'date':
    case 'timestamp':
    case 'instant':
      return (
        <NativeSelect
          size="sm"
          label={t('files.column.order')}
          value={reading.order}
          data={orders.map((value) => ({ value, label: t(`files.column.orders.${value}`) }))}
          onChange={({ currentTarget }) =>
            onReading({ ...reading, order: orders.find((each) => each === currentTarget.value) ?? 'ymd' })
          }
        />
      );
    case 'integer':
    case 'decimal':
    case 'double':
      return (
        <>
          <StyleForm style={reading.style} onStyle={(style) => onReading({ ...reading, style })} />
          {reading.type === 'decimal' && (
            <Committed
              label={t('files.column.scale')}
              value={String(reading.scale)}
              type="number"
              onCommit={(words) => {
                const scale = Math.max(0, Math.min(37, Math.floor(Number(words) || 0)));
                onReading({ ...reading, scale, precision: Math.max(reading.precision, Math.min(38, scale + 1)) });
              }}
            />
          )}
        </>
      );
    case 'boolean':
      return (
        <>
          <Committed
            label={t('files.column.true')}
            value={reading.true.join(', ')}
            onCommit={(words) =>
              listOf(words).length > 0 && onReading({ ...reading, true: listOf(words).slice(0, 10) })
            }
          />
          <Committed
            label={t('files.column.false')}
            value={reading.false.join(', ')}
            onCommit={(words) =>
              listOf(words).length > 0 && onReading({ ...reading, false: listOf(words).slice(0, 10) })
            }
          />
        </>
      );
    case 'text':
    case 'time':
    case 'json':
    case 'native':
      return null;
  }
}

function StyleForm({
  style,
  onStyle,
}: {
  readonly style: NumberStyle;
  readonly onStyle: (style: NumberStyle) => void;
}) {
  const { t } = useTranslation();
  // the choices are the signs themselves
  const grouping = (sign: string) => sign as NumberStyle['grouping'];
  return (
    <>
      <NativeSelect
        size="sm"
        label={t('files.column.decimal')}
        value={style.decimal}
        data={decimals.map((value) => ({
          value,
          label: t(value === '.' ? 'files.column.point' : 'files.column.comma'),
        }))}
        onChange={({ currentTarget }) => onStyle(withDecimal(style, currentTarget.value === ',' ? ',' : '.'))}
      />
      <NativeSelect
        size="sm"
        label={t('files.column.grouping')}
        value={style.grouping}
        data={Object.entries(groupings).map(([value, name]) => ({ value, label: t(`files.column.groupings.${name}`) }))}
        onChange={({ currentTarget }) => onStyle(withGrouping(style, grouping(currentTarget.value)))}
      />
      <Committed
        label={t('files.column.symbols')}
        value={style.symbols.join(', ')}
        onCommit={(words) => onStyle({ ...style, symbols: listOf(words).slice(0, 10) })}
      />
      <Switch
        className={classes['switch'] ?? ''}
        label={t('files.column.percent')}
        checked={style.percent}
        onChange={({ currentTarget }) => onStyle({ ...style, percent: currentTarget.checked })}
      />
    </>
  );
}

/** A field whose words count when it is left, as each look at the file takes its time. */
function Committed(of: {
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'number';
  readonly onCommit: (words: string) => void;
}) {
  return (
    <TextInput
      key={of.value}
      size="sm"
      type={of.type ?? 'text'}
      label={of.label}
      defaultValue={of.value}
      onBlur={({ currentTarget }) => currentTarget.value !== of.value && of.onCommit(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
