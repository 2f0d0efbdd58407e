import type { ColumnProfile, ProfileIssue } from '@lumiere/contract';
import { numericTypes, type ValueType } from '@lumiere/values';
import { neutralBound } from '../catalog-samples.ts';
import type { EngineValue, ImportEngine } from './import-engine.ts';
import { quoted } from './reading-sql.ts';

/** A column as it is profiled. */
export interface ProfiledColumn {
  readonly name: string;
  readonly type: ValueType;
  readonly native: string;
}

const bins = 20;
/** Distinct values beyond which they are estimated, in tables of more rows than `exactRows`. */
const exactDistinct = 1_000_000;
const exactRows = 5_000_000;
/** Rows beyond which the middle is not looked for: it needs all values in memory. */
const quartileRows = 20_000_000;

/**
 * One column: a pass for its totals and one that groups it by value, from which all else is worked out. `now` (ISO date) is what dates in
 * the future lie behind. Order is by count and then by value, so that the same data give the same profile.
 */
export async function profileColumn(
  column: ProfiledColumn,
  of: { readonly from: string; readonly rows: number; readonly now: string },
  engine: ImportEngine,
): Promise<{ readonly profile: ColumnProfile; readonly issues: readonly ProfileIssue[] }> {
  const { name, type, native } = column;
  const v = quoted(name);
  const kind = kindOf(type);
  const finite = type === 'double' ? `case when isfinite(${v}) then ${v} end` : v;
  const middle = of.rows <= quartileRows;
  const sums =
    kind === 'number'
      ? [
          `min(${finite})::varchar`,
          `max(${finite})::varchar`,
          `avg(${finite}::double)`,
          `stddev_samp(${finite}::double)`,
          ...[0.25, 0.5, 0.75].map((q) => (middle ? `quantile_cont(${finite}::double, ${q})` : 'null')),
        ]
      : kind === 'moment'
        ? [
            `min(${v})::varchar`,
            `max(${v})::varchar`,
            'null',
            'null',
            ...[0.25, 0.5, 0.75].map((q) => (middle ? `quantile_disc(${v}, ${q})::varchar` : 'null')),
          ]
        : kind === 'text'
          ? [`min(${v})`, `max(${v})`, `avg(length(${v}))`, 'null', `min(length(${v}))`, `max(length(${v}))`, 'null']
          : ['null', 'null', 'null', 'null', 'null', 'null', 'null'];
  const [row = []] = await engine.rows(
    `select count(${v}), ${kind === 'text' ? `count(*) filter (trim(${v}) = '')` : '0'}, ${kind === 'none' ? '0' : `approx_count_distinct(${v})`}, ${sums.join(', ')} from ${of.from}`,
  );
  const values = Number(row[0]);
  const empty = Number(row[1]);
  const estimated = kind !== 'none' && of.rows > exactRows && Number(row[2]) > exactDistinct;
  const bound = (value: EngineValue | undefined): string | number | null =>
    neutralBound(value ?? null, type, numericTypes);
  const number = (value: EngineValue | undefined): number | null => (typeof value === 'number' ? value : null);
  const base = {
    name,
    type,
    native,
    rows: of.rows,
    nulls: of.rows - values,
    empty,
    estimated,
    min: kind === 'text' || kind === 'number' || kind === 'moment' ? bound(row[3]) : null,
    max: kind === 'text' || kind === 'number' || kind === 'moment' ? bound(row[4]) : null,
    mean: kind === 'number' ? number(row[5]) : null,
    stddev: kind === 'number' ? number(row[6]) : null,
    quartiles:
      !middle || values === 0 || (kind !== 'number' && kind !== 'moment')
        ? null
        : [row[7], row[8], row[9]].map((q) => (kind === 'number' ? number(q) : bound(q))),
    length: kind === 'text' && values > 0 ? { min: Number(row[7]), max: Number(row[8]), mean: Number(row[5]) } : null,
  };
  const grouped =
    kind === 'none' || estimated || values === 0 ? nothing : await byValue(column, kind, base, of, engine);
  const distinct = estimated ? Math.min(Number(row[2]), values) : grouped.distinct;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const completeness = share(values - empty, of.rows);
  const flaws = Math.min(values, empty + grouped.untrimmed + grouped.notFinite + grouped.future);
  const validity = values === 0 ? 1 : 1 - flaws / values;
  const profile: ColumnProfile = {
    ...base,
    quartiles: base.quartiles,
    distinct,
    top: grouped.top,
    histogram: grouped.histogram,
    patterns: grouped.patterns,
    completeness,
    uniqueness: share(distinct, values),
    validity,
    quality: 100 * (0.6 * completeness + 0.4 * validity),
  };
  return { profile, issues: issuesOf(profile, grouped) };
}

type Kind = 'number' | 'moment' | 'text' | 'boolean' | 'time' | 'none';

function kindOf(type: ValueType): Kind {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'double':
      return 'number';
    case 'date':
    case 'timestamp':
    case 'instant':
      return 'moment';
    case 'text':
      return 'text';
    case 'boolean':
      return 'boolean';
    case 'time':
      return 'time';
    case 'json':
    case 'binary':
      return 'none';
  }
}

interface Grouped extends Pick<ColumnProfile, 'distinct' | 'top' | 'histogram' | 'patterns'> {
  readonly untrimmed: number;
  readonly variants: number;
  readonly outliers: number;
  readonly notFinite: number;
  readonly future: number;
  readonly ancient: number;
}

const nothing: Grouped = {
  distinct: 0,
  top: [],
  histogram: [],
  patterns: [],
  untrimmed: 0,
  variants: 0,
  outliers: 0,
  notFinite: 0,
  future: 0,
  ancient: 0,
};

async function byValue(
  { name, type }: ProfiledColumn,
  kind: Kind,
  base: Pick<ColumnProfile, 'min' | 'max' | 'quartiles'>,
  of: { readonly from: string; readonly now: string },
  engine: ImportEngine,
): Promise<Grouped> {
  const v = quoted(name);
  await engine.run(
    `create or replace temp table grouped as select ${v} as v, count(*) as n from ${of.from} where ${v} is not null group by 1`,
  );
  try {
    const [q1, , q3] = base.quartiles ?? [];
    const fence =
      kind === 'number' && typeof q1 === 'number' && typeof q3 === 'number' && q3 > q1
        ? `v::double < ${q1 - 3 * (q3 - q1)} or v::double > ${q3 + 3 * (q3 - q1)}`
        : 'false';
    const sum = (where: string): string => `coalesce(sum(n) filter (${where}), 0)::double`;
    const [row = []] = await engine.rows(
      `select count(*), ${[
        sum(kind === 'text' ? `v <> trim(v) and trim(v) <> ''` : 'false'),
        kind === 'text' ? `count(*) - count(distinct lower(trim(v)))` : '0',
        sum(fence),
        sum(type === 'double' ? 'not isfinite(v)' : 'false'),
        sum(kind === 'moment' ? `v::date > date '${of.now}'` : 'false'),
        sum(kind === 'moment' ? `v::date < date '1900-01-01'` : 'false'),
      ].join(', ')} from grouped`,
    );
    const top = await engine.rows(
      `select ${kind === 'boolean' ? 'v' : 'v::varchar'}, n from grouped order by n desc, v limit 10`,
    );
    const patterns =
      kind === 'text'
        ? await engine.rows(
            `select regexp_replace(regexp_replace(regexp_replace(left(v, 60), '\\p{Lu}+', 'A', 'g'), '\\p{Ll}+', 'a', 'g'), '[0-9]+', '9', 'g') as shape, sum(n)::double from grouped group by 1 order by 2 desc, 1 limit 10`,
          )
        : [];
    return {
      distinct: Number(row[0]),
      untrimmed: Number(row[1]),
      variants: Number(row[2]),
      outliers: Number(row[3]),
      notFinite: Number(row[4]),
      future: Number(row[5]),
      ancient: Number(row[6]),
      top: top.map(([value, count]) => ({
        value: typeof value === 'boolean' ? value : neutralBound(value ?? null, type, numericTypes),
        count: Number(count),
      })),
      patterns: patterns.map(([pattern, count]) => ({ pattern: String(pattern), count: Number(count) })),
      histogram: await histogram(type, kind, engine),
    };
  } finally {
    await engine.run('drop table if exists grouped');
  }
}

/** Bins of equal width from the smallest to the largest value; dates count as moments. Few different values have a bin each. */
async function histogram(type: ValueType, kind: Kind, engine: ImportEngine): Promise<ColumnProfile['histogram']> {
  if (kind !== 'number' && kind !== 'moment') return [];
  const x = kind === 'moment' ? `epoch_us(v::timestamp)::double / 1e6` : 'v::double';
  const rows = await engine.rows(
    `with x as (select ${x} as x, n from grouped ${type === 'double' ? 'where isfinite(v)' : ''}),
      r as (select min(x) as low, max(x) as high from x)
    select low, high, least(${bins - 1}, case when high > low then floor((x - low) / (high - low) * ${bins}) else 0 end)::int as bin, sum(n)::double
    from x, r group by all order by bin`,
  );
  const low = Number(rows[0]?.[0]);
  const high = Number(rows[0]?.[1]);
  const wire = (at: number): string | number =>
    kind === 'number'
      ? at
      : new Date(at * 1000).toISOString().slice(0, type === 'date' ? 10 : 19) + (type === 'instant' ? 'Z' : '');
  const counts = new Map(rows.map((row) => [Number(row[2]), Number(row[3])]));
  if (rows.length === 0 || !Number.isFinite(high - low)) return [];
  if (high === low) return [{ from: wire(low), to: wire(high), count: counts.get(0) ?? 0 }];
  const width = (high - low) / bins;
  return Array.from({ length: bins }, (_, i) => ({
    from: wire(low + i * width),
    to: wire(i === bins - 1 ? high : low + (i + 1) * width),
    count: counts.get(i) ?? 0,
  }));
}

function issuesOf(profile: ColumnProfile, found: Grouped): readonly ProfileIssue[] {
  const { name, rows, nulls, empty, distinct } = profile;
  const values = rows - nulls;
  const percent = (part: number): string => `${((100 * part) / Math.max(1, rows)).toFixed(1)} %`;
  const issue = (
    flag: ProfileIssue['flag'],
    severity: ProfileIssue['severity'],
    count: number,
    message: string,
  ): ProfileIssue => ({ flag, severity, column: name, count, message });
  const issues: (ProfileIssue | false)[] = [
    rows > 0 &&
      nulls > rows / 2 &&
      issue('nulls', nulls === rows ? 'error' : 'warning', nulls, `${percent(nulls)} of the rows have no ${name}.`),
    empty > 0 &&
      issue('empty', 'info', empty, `${empty.toLocaleString('en')} values of ${name} are texts without characters.`),
    values > 1 && distinct === 1 && issue('constant', 'info', values, `${name} has the same value in every row.`),
    values > 1 &&
      values === rows &&
      distinct === rows &&
      !profile.estimated &&
      issue('unique', 'info', distinct, `${name} is different in every row.`),
    found.outliers > 0 &&
      issue(
        'outliers',
        'info',
        found.outliers,
        `${found.outliers.toLocaleString('en')} values of ${name} lie more than three times the middle half's width beyond it.`,
      ),
    found.variants > 0 &&
      issue(
        'case-variants',
        'warning',
        found.variants,
        `${found.variants.toLocaleString('en')} values of ${name} differ from others only in case or in spaces around them.`,
      ),
    found.untrimmed > 0 &&
      issue(
        'whitespace',
        'warning',
        found.untrimmed,
        `${found.untrimmed.toLocaleString('en')} values of ${name} begin or end with spaces.`,
      ),
    found.future > 0 &&
      issue(
        'future-dates',
        'warning',
        found.future,
        `${found.future.toLocaleString('en')} values of ${name} lie in the future.`,
      ),
    found.ancient > 0 &&
      issue(
        'ancient-dates',
        'warning',
        found.ancient,
        `${found.ancient.toLocaleString('en')} values of ${name} lie before 1900.`,
      ),
    found.notFinite > 0 &&
      issue(
        'not-finite',
        'warning',
        found.notFinite,
        `${found.notFinite.toLocaleString('en')} values of ${name} are not numbers, or infinite.`,
      ),
    mixed(profile) &&
      issue(
        'mixed-patterns',
        'info',
        values - (profile.patterns[0]?.count ?? 0),
        `Most values of ${name} look like ${profile.patterns[0]?.pattern ?? ''}, a few do not.`,
      ),
  ];
  return issues.filter((each) => each !== false);
}

/** Codes of one shape with strays among them: nine of ten alike, and digits in the shape. */
const mixed = ({ patterns, rows, nulls }: ColumnProfile): boolean => {
  const [first] = patterns;
  const values = rows - nulls;
  return (
    first !== undefined &&
    values >= 20 &&
    first.count < values &&
    first.count >= values * 0.9 &&
    first.pattern.includes('9')
  );
};
