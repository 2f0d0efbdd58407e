import { cached, usable } from './intl.ts';

/** How a number is shown. `decimals` null lets the value decide. `currency` is ISO 4217. */
export interface NumberFormat {
  readonly kind: string;
  readonly decimals: number | null;
  readonly currency: string | null;
  readonly unit: string | null;
}

/** ECMA-402 formats up to 20 fraction digits on every runtime we support. */
const maxDigits = 20;

/** A number cell in wire form as people read it; text keeps every digit, however long. */
export function formatNumber(
  cell: string | number,
  type: 'integer' | 'decimal' | 'double',
  format: NumberFormat | null,
  locale: string,
  compact: boolean,
): string {
  if (!isNumeral(cell)) return notFinite(cell);
  switch (format?.kind) {
    case 'id':
      return String(cell);
    case 'percent':
      return print(cell, locale, { style: 'percent', ...percentDigits(cell, format.decimals, compact) });
    case 'currency':
      return print(cell, locale, {
        ...money(format, compact),
        ...(format.currency === null ? {} : { style: 'currency', currency: format.currency }),
      });
    case 'duration':
      return duration(cell, format, locale, compact);
    default: {
      const text = print(cell, locale, compact ? compactDigits : plainDigits(cell, type, format?.decimals ?? null));
      return format?.unit ? withUnit(text, format.unit) : text;
    }
  }
}

const compactDigits: Intl.NumberFormatOptions = { notation: 'compact', maximumFractionDigits: 1 };

function plainDigits(cell: string | number, type: string, decimals: number | null): Intl.NumberFormatOptions {
  if (decimals !== null) return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  if (type === 'integer') return { maximumFractionDigits: 0 };
  // A decimal is exact and shown so; only zeros past the second digit, which a wide scale adds, are left out.
  if (type === 'decimal')
    return { minimumFractionDigits: Math.min(2, scaleOf(cell)), maximumFractionDigits: maxDigits };
  const size = Math.abs(Number(cell));
  return size >= 1 || size === 0 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 3 };
}

/** A share keeps one digit after the point; a small one two that matter, so that it is not shown as nothing. */
function percentDigits(cell: string | number, decimals: number | null, compact: boolean): Intl.NumberFormatOptions {
  if (decimals !== null) return { minimumFractionDigits: compact ? 0 : decimals, maximumFractionDigits: decimals };
  const size = Math.abs(Number(cell));
  return size >= 0.01 || size === 0 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 2 };
}

function money(format: NumberFormat, compact: boolean): Intl.NumberFormatOptions {
  if (compact) return { ...compactDigits, minimumFractionDigits: 0 };
  if (format.decimals !== null)
    return { minimumFractionDigits: format.decimals, maximumFractionDigits: format.decimals };
  return format.currency === null ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : {};
}

const units: Readonly<Record<string, string>> = {
  second: 'second',
  minute: 'minute',
  hour: 'hour',
  day: 'day',
  week: 'week',
  month: 'month',
  year: 'year',
  ms: 'millisecond',
  millisecond: 'millisecond',
};

/** A duration in its unit, in words of the locale: `3.5 days`. Without a unit it is seconds, shown by its two largest parts. */
function duration(cell: string | number, format: NumberFormat, locale: string, compact: boolean): string {
  const unit = format.unit === null ? 'second' : units[format.unit.toLowerCase().replace(/s$/, '')];
  if (unit === undefined)
    return withUnit(
      print(cell, locale, compact ? compactDigits : plainDigits(cell, 'double', format.decimals)),
      format.unit ?? '',
    );
  const size = Math.abs(Number(cell));
  if (format.unit !== null || compact || size < 60) {
    const digits = compact ? compactDigits : plainDigits(cell, 'double', format.decimals);
    return print(cell, locale, { style: 'unit', unit, unitDisplay: compact ? 'narrow' : 'long', ...digits });
  }
  const steps = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const first = steps.findIndex(([, seconds]) => size >= seconds);
  let rest = Math.round(size);
  const parts = steps.slice(first, first + 2).map(([name, seconds]) => {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    return print(count, locale, { style: 'unit', unit: name, unitDisplay: 'short' });
  });
  return `${Number(cell) < 0 ? '-' : ''}${parts.join(' ')}`;
}

function print(cell: string | number, locale: string, options: Intl.NumberFormatOptions): string {
  const formatter = cached(
    'number',
    locale,
    options,
    () => new Intl.NumberFormat(usable(locale), { signDisplay: 'negative', ...options }),
  );
  // Text with digits is accepted since ECMA-402 2023 and read exactly; the type asks for a literal.
  return formatter.format(cell as Intl.StringNumericLiteral | number);
}

function withUnit(text: string, unit: string): string {
  return unit === '%' ? `${text}%` : `${text}\u00a0${unit}`;
}

function isNumeral(cell: string | number): boolean {
  return typeof cell === 'number' ? Number.isFinite(cell) : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell);
}

function notFinite(cell: string | number): string {
  const text = String(cell);
  return text === 'Infinity' ? '∞' : text === '-Infinity' ? '-∞' : text;
}

function scaleOf(cell: string | number): number {
  const text = String(cell);
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}
