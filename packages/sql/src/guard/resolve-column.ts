import { nearest } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Resolving } from './resolving.ts';
import type { Entry, Scope } from './scope.ts';
import type { ColumnRef, Name } from './tree.ts';

/** Finds what a column means, from the innermost query outwards; what is not found is refused with the nearest name. */
export function resolveColumn(ref: ColumnRef, scope: Scope, r: Resolving): void {
  const [first, ...rest] = ref.parts;
  if (first === undefined) return;
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (rest.length === 0) {
      const count = matches(at, first, r).length;
      const scalar = at.entries.some(
        (entry) =>
          entry.scalar === true && entry.name !== null && r.grammar.folded(entry.name) === r.grammar.folded(first.text),
      );
      const own = scalar || at.merged.has(r.grammar.folded(first.text)) || at.aliases.has(r.grammar.folded(first.text));
      if (count > 1 && !own) {
        const owners = at.entries.flatMap(({ name, columns }) =>
          name !== null && has(columns, first, r) ? [name] : [],
        );
        r.refusals.push(
          new Refusal(
            ref.at,
            `\`${first.text}\` is in several tables.`,
            `Say which: ${owners.map((name) => `\`${name}.${first.text}\``).join(', ')}.`,
          ),
        );
      }
      // a column that was added since may have the name too, and be nearer
      if (at !== scope || count === 0) r.open = true;
      if (count > 0 || own) return;
    } else if (inTable(ref, at, r) || inStruct(ref, at, r)) return;
  }
  r.refusals.push(unknown(ref, scope, r));
}

const has = (columns: Entry['columns'], { text }: Name, r: Resolving): boolean =>
  columns.some(({ name }) => name !== null && r.grammar.folded(name) === r.grammar.folded(text));

/** Whether a column holds parts that have names of their own. */
const holds = (entry: Entry, { text }: Name, r: Resolving): boolean =>
  entry.columns.some(
    ({ name, nested }) => nested && name !== null && r.grammar.folded(name) === r.grammar.folded(text),
  );

function matches(scope: Scope, name: Name, r: Resolving): readonly Entry[] {
  return scope.entries.filter(({ columns }) => has(columns, name, r));
}

/** `table.column` and `schema.table.column`; the schema is not printed, since the table may be read through a sub-query. */
function inTable(ref: ColumnRef, scope: Scope, r: Resolving): boolean {
  const { folded, name: dialect } = r.grammar;
  const isTable = (entry: Entry, part: Name | undefined): boolean =>
    part !== undefined && entry.name !== null && folded(entry.name) === folded(part.text);
  const [first, second, third] = ref.parts;
  const plain = scope.entries.find(
    (entry) => isTable(entry, first) && second !== undefined && has(entry.columns, second, r),
  );
  if (
    plain !== undefined &&
    (ref.parts.length === 2 || (dialect === 'duckdb' && second !== undefined && holds(plain, second, r)))
  )
    return true;
  if (third === undefined || second === undefined || first === undefined || ref.parts.length !== 3) return false;
  const qualified = scope.entries.some(
    (entry) =>
      isTable(entry, second) &&
      (entry.schema === null
        ? /^(?:main|public)$/.test(folded(first.text))
        : folded(entry.schema) === folded(first.text)) &&
      has(entry.columns, third, r),
  );
  if (qualified) r.columns.set(ref, [second, third]);
  return qualified;
}

/** `column.field` of a struct, where the dialect has them. */
function inStruct(ref: ColumnRef, scope: Scope, r: Resolving): boolean {
  const [first] = ref.parts;
  if (r.grammar.name !== 'duckdb' || first === undefined) return false;
  return matches(scope, first, r).some((entry) => holds(entry, first, r));
}

function unknown(ref: ColumnRef, scope: Scope, r: Resolving): Refusal {
  const { folded } = r.grammar;
  const words = ref.parts.map(({ text }) => text).join('.');
  const last = ref.parts[ref.parts.length - 1]?.text ?? '';
  const entries: Entry[] = [];
  for (let at: Scope | null = scope; at !== null; at = at.parent) entries.push(...at.entries);
  const whole = entries.find(({ name }) => ref.parts.length === 1 && name !== null && folded(name) === folded(last));
  if (whole !== undefined)
    return new Refusal(
      ref.at,
      `\`${words}\` is a table, not a column.`,
      `Name a column: \`${words}.${whole.columns[0]?.name ?? '…'}\`.`,
    );
  if (ref.parts.length > 1) {
    const owner = ref.parts[ref.parts.length - 2]?.text ?? '';
    const own = entries.find(({ name }) => name !== null && folded(name) === folded(owner));
    if (own === undefined) {
      const names = entries.flatMap(({ name }) => name ?? []);
      const near = nearest(owner, names);
      const hint =
        near !== null
          ? `Did you mean \`${near}.${last}\`?`
          : names.length === 0
            ? undefined
            : `There are: ${names.slice(0, 8).join(', ')}.`;
      return new Refusal(ref.at, `There is no table \`${owner}\` here for \`${words}\`.`, hint);
    }
    return new Refusal(ref.at, `The table \`${owner}\` has no column \`${last}\`.`, columnHint(last, [own]));
  }
  return new Refusal(ref.at, `There is no column \`${words}\`.`, columnHint(last, entries));
}

function columnHint(name: string, entries: readonly Entry[]): string {
  const names = [...new Set(entries.flatMap(({ columns }) => columns.flatMap((column) => column.name ?? [])))];
  const near = nearest(name, names);
  if (near !== null) return `Did you mean \`${near}\`?`;
  if (names.length === 0) return 'Name a table in `from`; a column that is worked out needs a name: `… as x`.';
  return `There are: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`;
}
