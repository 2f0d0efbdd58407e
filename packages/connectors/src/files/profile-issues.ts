import type { ColumnProfile, ProfileIssue } from '@lumiere/contract';

/** What was counted of a column beside its profile. */
export interface Flaws {
  /** Values that begin or end with spaces. */
  readonly untrimmed: number;
  /** Distinct values that are another one but for case and spaces around. */
  readonly variants: number;
  readonly outliers: number;
  readonly notFinite: number;
  readonly future: number;
  readonly ancient: number;
}

/** What deserves a look in a column. */
export function issuesOf(profile: ColumnProfile, found: Flaws): readonly ProfileIssue[] {
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
