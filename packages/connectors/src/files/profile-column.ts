import type { ColumnProfile, ProfileIssue } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import { neutralBound } from '../catalog-samples.ts';
import type { ImportEngine } from './import-engine.ts';
import { issuesOf, type Flaws } from './profile-issues.ts';
import { boundsSql, scaleOf } from './profile-scale.ts';
import { commonestShapes } from './profile-shapes.ts';
import { spreadOf } from './profile-spread.ts';
import { kindOf, type ProfiledColumn, wire, withValues, type ColumnValues } from './profile-values.ts';
import { quoted } from './reading-sql.ts';

/** The table that a column belongs to. */
export interface ProfiledTable {
  readonly from: string;
  readonly rows: number;
  /** Today, as ISO date: what dates in the future lie behind. */
  readonly now: string;
}

/**
 * One column: read once and grouped by value, from which all else is worked out. Where there are too many distinct values to count,
 * `estimate` is about how many there are, and the rows are looked at as they stand. Order is by count and then by value, and sums are exact,
 * so that the same data give the same profile.
 */
export async function profileColumn(
  column: ProfiledColumn,
  estimate: number | null,
  table: ProfiledTable,
  engine: ImportEngine,
): Promise<{ readonly profile: ColumnProfile; readonly issues: readonly ProfileIssue[] }> {
  const { rows } = table;
  const looked =
    kindOf(column.type) === 'none'
      ? { ...nothing, values: await count(column, table, engine) }
      : await withValues(column, { from: table.from, distinct: estimate === null }, engine, (values) =>
          look(values, table, engine),
        );
  const { values, empty, flaws, ...found } = looked;
  const distinct = estimate === null ? looked.distinct : Math.min(estimate, values);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const completeness = share(values - empty, rows);
  const flawed = Math.min(values, empty + flaws.untrimmed + flaws.notFinite + flaws.future);
  const validity = values === 0 ? 1 : 1 - flawed / values;
  const profile: ColumnProfile = {
    name: column.name,
    type: column.type,
    native: column.native,
    rows,
    nulls: rows - values,
    empty,
    ...found,
    distinct,
    estimated: estimate !== null,
    completeness,
    uniqueness: share(distinct, values),
    validity,
    quality: 100 * (0.6 * completeness + 0.4 * validity),
  };
  return { profile, issues: issuesOf(profile, flaws) };
}

interface Looked extends Pick<
  ColumnProfile,
  'distinct' | 'empty' | 'min' | 'max' | 'mean' | 'stddev' | 'quartiles' | 'length' | 'top' | 'histogram' | 'patterns'
> {
  /** Cells that have a value. */
  readonly values: number;
  readonly flaws: Flaws;
}

const nothing: Looked = {
  values: 0,
  distinct: 0,
  empty: 0,
  min: null,
  max: null,
  mean: null,
  stddev: null,
  quartiles: null,
  length: null,
  top: [],
  histogram: [],
  patterns: [],
  flaws: { untrimmed: 0, variants: 0, outliers: 0, notFinite: 0, future: 0, ancient: 0 },
};

async function count({ name }: ProfiledColumn, { from }: ProfiledTable, engine: ImportEngine): Promise<number> {
  const [row = []] = await engine.rows(`select count(${quoted(name)}) from ${from}`);
  return Number(row[0]);
}

const sum = (where: string): string => `coalesce(sum(n) filter (${where}), 0)::double`;

async function look(values: ColumnValues, table: ProfiledTable, engine: ImportEngine): Promise<Looked> {
  const [row = []] = await engine.rows(
    `select ${[sum('v is not null'), 'count(v)', ...kindSql(values, table)].join(', ')} from ${values.from}`,
  );
  const [all, distinct, ...own] = row;
  const base = { ...nothing, values: Number(all), distinct: Number(distinct) };
  if (base.values === 0) return base;
  const { kind, column } = values;
  const top = values.distinct ? await commonest(values, engine) : [];
  switch (kind) {
    case 'text': {
      const [min, max, letters, shortest, longest, empty, untrimmed, variants] = own;
      return {
        ...base,
        top,
        empty: Number(empty),
        min: wire(min, column.type),
        max: wire(max, column.type),
        length: { min: Number(shortest), max: Number(longest), mean: Number(letters) / base.values },
        patterns: values.distinct ? await commonestShapes(values.from, engine) : [],
        flaws: { ...nothing.flaws, untrimmed: Number(untrimmed), variants: Number(variants) },
      };
    }
    case 'number':
    case 'moment': {
      const [min = null, max = null, low = null, high = null, finite, future, ancient, least, most] = own;
      const scale = scaleOf(values, { min, max, low, high });
      const { outliers, ...spread } =
        scale === null ? { outliers: 0 } : await spreadOf(values, scale, Number(finite), engine);
      return {
        ...base,
        top,
        min: wire(kind === 'moment' ? least : min, column.type),
        max: wire(kind === 'moment' ? most : max, column.type),
        ...spread,
        flaws: {
          ...nothing.flaws,
          outliers,
          notFinite: kind === 'number' ? base.values - Number(finite) : 0,
          future: Number(future ?? 0),
          ancient: Number(ancient ?? 0),
        },
      };
    }
    case 'boolean':
    case 'time':
      return { ...base, top };
    case 'none':
      return base;
  }
}

/** What is asked of the values beside their number, by their kind. */
function kindSql(values: ColumnValues, { now }: ProfiledTable): readonly string[] {
  switch (values.kind) {
    case 'text': {
      // by 64 bits of each: two different texts are taken for one another once in ten million columns of a million
      const variants = `count(v) - count(distinct hash(lower(trim(v)))) filter (v is not null)`;
      return [
        'min(v)',
        'max(v)',
        'sum(length(v) * n)::double',
        'min(length(v))',
        'max(length(v))',
        sum(`trim(v) = ''`),
        sum(`v <> trim(v) and trim(v) <> ''`),
        values.distinct ? variants : '0',
      ];
    }
    case 'number':
      return boundsSql(values);
    case 'moment':
      return [
        ...boundsSql(values),
        sum(`v::date > date '${now}'`),
        sum(`v::date < date '1900-01-01'`),
        'min(v)::varchar',
        'max(v)::varchar',
      ];
    case 'boolean':
    case 'time':
    case 'none':
      return [];
  }
}

async function commonest({ column, kind, from }: ColumnValues, engine: ImportEngine): Promise<ColumnProfile['top']> {
  const rows = await engine.rows(
    `select ${kind === 'boolean' ? 'v' : 'v::varchar'}, n from ${from} where v is not null order by n desc, v limit 10`,
  );
  return rows.map(([value, n]) => ({
    value: typeof value === 'boolean' ? value : neutralBound(value ?? null, column.type, numericTypes),
    count: Number(n),
  }));
}
