import type { Call, Expr } from './tree.ts';

/** Characters that a value of a column is taken to have. */
const ofColumn = 100;
/** Values that a number of a row is taken to have where it says how long a text gets. */
const ofRow = 1;

/**
 * About how many characters an expression gives at most: constants as they are, columns as a hundred, calls by what they do to it. What
 * multiplies texts shows however it is nested; how long the texts of a source are is the source's own affair.
 */
export function textSize(e: Expr): number {
  switch (e.kind) {
    case 'string':
    case 'blob':
    case 'number':
      return e.text.length;
    case 'column':
      return ofColumn;
    case 'binary':
      return e.op === '||' ? textSize(e.left) + textSize(e.right) : Math.max(textSize(e.left), textSize(e.right));
    case 'cast':
    case 'collate':
    case 'trim':
    case 'substring':
    case 'unary':
      return textSize(e.of);
    case 'element':
    case 'slice':
    case 'field':
      return textSize(e.of);
    case 'case':
      return Math.max(
        0,
        ...e.whens.map(({ then }) => textSize(then)),
        e.otherwise === null ? 0 : textSize(e.otherwise),
      );
    case 'list':
    case 'row':
      return e.of.reduce((sum, part) => sum + textSize(part), 0);
    case 'call':
      return callSize(e);
    default:
      return ofColumn;
  }
}

/** Functions of a text that is replaced in, what is sought and what is put in its place, by where the three stand. */
const replacing: Readonly<Record<string, readonly [text: number, from: number | null, to: number]>> = {
  replace: [0, 1, 2],
  regexp_replace: [0, null, 2],
  translate: [0, null, 2],
};

function callSize({ name, args }: Call): number {
  const of = (place: number): number => {
    const arg = args[place];
    return arg === undefined ? 0 : textSize(arg);
  };
  const count = (place: number): number => {
    const arg = args[place];
    return arg === undefined ? 1 : Math.max(1, amount(arg));
  };
  const places = replacing[name];
  if (places !== undefined) {
    const [text, from, to] = places;
    // a sought text that is none is never found
    const each = from === null ? 1 : Math.max(1, of(from));
    return name === 'translate' ? of(text) : of(text) * Math.max(1, of(to) / each);
  }
  if (name === 'repeat') return of(0) * count(1);
  if (name === 'lpad' || name === 'rpad') return Math.max(of(0), count(1));
  if (name === 'space') return count(0);
  if (name === 'bar') return count(3);
  if (name === 'to_base') return Math.max(64, count(2));
  if (name === 'hex' || name === 'to_base64' || name === 'encode' || name === 'quote') return 2 * of(0);
  if (name === 'printf' || name === 'format') return widths(args[0]) + total(args);
  if (name === 'concat_ws') return total(args) + of(0) * args.length;
  if (name === 'export_set') return 64 * (of(1) + of(2) + of(3));
  if (
    /^(?:length|char_length|character_length|octet_length|bit_length|instr|strpos|position|ascii|unicode)$/.test(name)
  )
    return 20;
  return total(args);
}

const total = (args: readonly Expr[]): number => args.reduce((sum, arg) => sum + textSize(arg), 0);

/** The widths that a pattern asks for. */
function widths(pattern: Expr | undefined): number {
  if (pattern?.kind !== 'string') return 0;
  return [...pattern.text.matchAll(/\d+/g)].reduce((sum, [digits]) => sum + Number(digits), 0);
}

/**
 * About how large a number gets at most: constants as they are, what a row says as 1, so that only what multiplies it counts. Infinite
 * where nobody can tell.
 */
export function amount(e: Expr): number {
  const most = (parts: readonly Expr[]): number => Math.max(0, ...parts.map(amount));
  switch (e.kind) {
    case 'number':
    case 'string': {
      const value = Number(e.text);
      return Number.isNaN(value) ? Infinity : Math.abs(value);
    }
    case 'column':
      return ofRow;
    case 'constant':
      return 1;
    case 'cast':
    case 'unary':
      return e.kind === 'unary' && e.op === '~' ? Infinity : amount(e.of);
    case 'case':
      return most([...e.whens.map(({ then }) => then), ...(e.otherwise === null ? [] : [e.otherwise])]);
    case 'binary':
      return combined(e.op, amount(e.left), amount(e.right));
    case 'call':
      return amountOf(e);
    default:
      return Infinity;
  }
}

function combined(op: string, left: number, right: number): number {
  switch (op) {
    case '+':
    case '-':
      return left + right;
    case '*':
      return left * right;
    case '/':
    case '//':
    case 'div':
      return right > 0 && right < 1 ? left / right : left;
    case '%':
    case 'mod':
      return Math.min(left, right);
    default:
      return Infinity;
  }
}

function amountOf({ name, args, over }: Call): number {
  const parts = args.map(amount);
  if (name === 'least') return Math.min(...parts);
  if (
    /^(?:greatest|coalesce|ifnull|nullif|if|iif|abs|round|floor|ceil|ceiling|trunc|truncate|sign|mod|sqrt|ln|log|log10)$/.test(
      name,
    )
  )
    return Math.max(0, ...(name === 'if' || name === 'iif' ? parts.slice(1) : parts));
  if (/^(?:length|char_length|character_length|len|octet_length|instr|strpos|position)$/.test(name)) return total(args);
  if (/^(?:month|day|hour|minute|quarter|week|dayofweek|weekday|extract|date_part)$/.test(name)) return ofRow;
  // sums and counts of rows grow with the data, as a column may
  if (/^(?:count|sum|avg|min|max|row_number|rank|dense_rank|ntile|median)$/.test(name) || over !== null) return ofRow;
  return Infinity;
}
