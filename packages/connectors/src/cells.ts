/** Texts of cells as they stand on the wire (packages/values/src/vector.ts), shared by the engines. */

const msPerDay = 86_400_000;
const days = new Map<number, string>();

/** `2024-01-31` of days since 1970; years beyond 9999 have six digits and a sign, as ISO says. */
export function dateText(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * msPerDay).toISOString();
  const date = text.slice(0, text.indexOf('T'));
  if (days.size > 50_000) days.clear();
  days.set(day, date);
  return date;
}

const two = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));
const clocks = Array.from({ length: 1440 }, (_, i) => `T${two[Math.floor(i / 60)]}:${two[i % 60]}:`);

/** `2024-01-31T12:00:00[.ffffff]` of microseconds since 1970. */
export function momentText(micros: number): string {
  const day = Math.floor(micros / 86_400_000_000);
  const rest = micros - day * 86_400_000_000;
  const seconds = Math.floor(rest / 1_000_000);
  const minutes = Math.floor(seconds / 60);
  const text = `${dateText(day)}${clocks[minutes]}${two[seconds - minutes * 60]}`;
  const fraction = rest - seconds * 1_000_000;
  if (fraction === 0) return text;
  const digits = String(fraction).padStart(6, '0');
  return `${text}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`;
}

/** A double as JSON; what is no number as the words of the wire form. */
export function doubleJson(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '0' : String(value);
  return `"${value}"`;
}

/** A whole number as JSON: a string where a double would round it. */
export function integerJson(value: bigint): string {
  return value > 9_007_199_254_740_991n || value < -9_007_199_254_740_991n ? `"${value}"` : String(value);
}

const cents = Array.from({ length: 100 }, (_, i) => `.${String(i).padStart(2, '0')}`);

/** `-12.05` of -1205 at scale 2. */
export function decimalText(scaled: number | bigint, scale: number): string {
  if (scale === 0) return String(scaled);
  if (scale === 2 && typeof scaled === 'number') {
    const size = Math.abs(scaled);
    const whole = Math.floor(size / 100);
    return (scaled < 0 ? '-' : '') + whole + cents[size - whole * 100];
  }
  const negative = scaled < 0;
  const digits = String(negative ? -scaled : scaled).padStart(scale + 1, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A double in plain digits, as a decimal column wants it. */
export function plainDigits(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}
