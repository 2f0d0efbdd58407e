import { describe, expect, it } from 'vitest';
import type { Lexicon } from './lexicon/lexicon.ts';
import { column, files, words } from './testing/flat.ts';
import { summary } from './testing/summary.ts';
import { understand } from './understand.ts';

const hear = (question: string, lexicon: Lexicon) =>
  understand(question, { lexicon, today: '2025-06-15', history: [] });
const read = (question: string, lexicon: Lexicon): string => {
  const outcome = hear(question, lexicon);
  if (outcome.kind !== 'query') return outcome.kind === 'clarify' ? `asks: ${outcome.reason}` : JSON.stringify(outcome);
  return `${summary(outcome.query)}${outcome.confidence === 'high' ? '' : ` (${outcome.confidence})`}`;
};

const staff = (...columns: readonly object[]) =>
  files(
    {
      employees: [
        column('Employee ID', 'integer', { distinct: 5000 }),
        words('Department', ['Sales', 'IT']),
        words('City', ['Berlin', 'Oslo']),
        column('Salary', 'decimal', { min: 1, max: 9000 }),
        ...columns,
      ],
    },
    {
      'employees.department': ['Sales', 'IT'],
      'employees.city': ['Berlin', 'Oslo'],
      'employees.remote': ['yes', 'no'],
      'employees.work_mode': ['remote', 'office', 'hybrid'],
    },
  );

describe.each([
  ['yes and no', staff(words('Remote', ['yes', 'no'])), 'employees.remote = yes'],
  ['true and false', staff(column('Remote', 'boolean')), 'employees.remote = true'],
  ['0 and 1', staff(column('Remote', 'integer', { distinct: 2, min: 0, max: 1 })), 'employees.remote = 1'],
  ['one of its values', staff(words('Work mode', ['remote', 'office', 'hybrid'])), 'employees.work_mode = remote'],
])('a share of rows by groups is taken of each group, where a column says %s', (_, lexicon, remote) => {
  const share = `(count(employees)[${remote}] / count(employees))`;
  it.each([
    ['share of remote employees by department', `${share} | by employees.department`],
    ['percentage of remote employees per department', `${share} | by employees.department`],
    ['What share of employees is remote by department?', `${share} | by employees.department`],
    ['percentage of employees who are remote in each department', `${share} | by employees.department`],
    [
      'share of remote employees in Berlin by department',
      `${share} | by employees.department | where employees.city = Berlin`,
    ],
    ['share of remote by department', `${share} | by employees.department`],
    ['share of remote employees', share],
    [
      'percent of employees in Berlin that are remote by department',
      `${share} | by employees.department | where employees.city = Berlin`,
    ],
    [
      'which department has the highest share of remote employees',
      `${share} | by employees.department | where not employees.department is empty | sort #1 desc | limit 1`,
    ],
    ['how many are not remote', `count(employees) | where not ${remote}`],
    [
      'share of employees who are not remote by department',
      `(count(employees)[not ${remote}] / count(employees)) | by employees.department`,
    ],
    // how those who are remote spread over the departments
    [
      'share of remote employees that are in each department',
      `share of count(employees), count(employees) | by employees.department | where ${remote}`,
    ],
    [
      'remote employees by department as a percentage',
      `share of count(employees), count(employees) | by employees.department | where ${remote}`,
    ],
    [
      'share of remote salary by department',
      `share of sum(employees.salary), sum(employees.salary) | by employees.department | where ${remote}`,
    ],
    ['share of employees by department', 'share of count(employees), count(employees) | by employees.department'],
    [
      'share of employees in Berlin by department',
      'share of count(employees), count(employees) | by employees.department | where employees.city = Berlin',
    ],
  ])('%s', (question, expected) => {
    expect(read(question, lexicon).replaceAll('employees.count', 'count(employees)')).toBe(expected);
  });

  it('and says of what', () => {
    const { chips } = hear('share of remote employees by department', lexicon);
    expect(chips.filter((chip) => chip.assumed).map((chip) => chip.meaning)).toEqual([
      'of all employees of the same group',
    ]);
  });
});

it.each([
  'share of remote full time employees by department',
  'what percentage of employees are full time and remote by department',
  'share of remote employees with a salary over 5000 by department',
  'share of remote employees with a salary over 5000',
])('which of two things is the part is never taken for sure: %s', (question) => {
  const lexicon = files(
    {
      employees: [
        column('Employee ID', 'integer', { distinct: 5000 }),
        words('Department', ['Sales', 'IT']),
        column('Remote', 'boolean'),
        column('Salary', 'decimal', { min: 1, max: 9000 }),
        words('Contract', ['full time', 'part time']),
      ],
    },
    { 'employees.department': ['Sales', 'IT'], 'employees.contract': ['full time', 'part time'] },
  );
  expect(read(question, lexicon)).toContain('(low)');
});

it('a share of a sum is one of the whole, not of each group', () => {
  expect(read('share of salary by department', staff())).toContain('share of');
});

const survey = (answers: object, known: readonly string[] = []) =>
  files(
    {
      responses: [column('Response ID', 'integer', { distinct: 5000 }), words('Region', ['North', 'South']), answers],
    },
    { 'responses.region': ['North', 'South'], 'responses.would_recommend': known },
  );
const yesNo = survey(words('would_recommend', ['Yes', 'No']), ['Yes', 'No']);

describe('how many would do something counts the rows that say yes', () => {
  it.each([
    ['how many would recommend us', yesNo, 'count(responses) | where responses.would_recommend = Yes'],
    ['number of responses that would recommend us', yesNo, 'count(responses) | where responses.would_recommend = Yes'],
    ['how many would not recommend us', yesNo, 'count(responses) | where not responses.would_recommend = Yes'],
    [
      'how many would recommend us by region',
      yesNo,
      'count(responses) | by responses.region | where responses.would_recommend = Yes',
    ],
    [
      'how many would recommend us',
      survey(column('would_recommend', 'boolean')),
      'count(responses) | where responses.would_recommend = true',
    ],
    [
      'how many would recommend us',
      survey(words('would_recommend', ['yes', 'no']), ['yes', 'no', 'Yes']),
      'count(responses) | where responses.would_recommend in yes/Yes',
    ],
    [
      'what share would recommend us by region',
      yesNo,
      '(count(responses)[responses.would_recommend = Yes] / count(responses)) | by responses.region',
    ],
  ])('%s', (question, lexicon, expected) => {
    expect(read(question, lexicon).replaceAll('responses.count', 'count(responses)')).toBe(expected);
  });

  it('says so', () => {
    const { chips } = hear('how many would recommend us', yesNo);
    expect(chips.map(({ kind, meaning }) => `${kind} ${meaning}`)).toContain('filter Would recommend');
  });

  it('refuses where it is not known how the column says yes', () => {
    expect(hear('how many would recommend us', survey(words('would_recommend', ['Yes', 'No']))).kind).toBe('refused');
  });
});

describe('which answers count is asked back where there are several', () => {
  it.each([
    ['yes, no and maybe', survey(words('would_recommend', ['Yes', 'No', 'Maybe']), ['Yes', 'No', 'Maybe']), []],
    [
      '1 to 10',
      survey(column('would_recommend', 'integer', { distinct: 10, min: 1, max: 10 })),
      ['Average would recommend'],
    ],
  ])('%s', (_, lexicon, more) => {
    const outcome = hear('how many would recommend us', lexicon);
    expect(outcome.kind === 'clarify' && outcome.options.map((option) => option.question)).toEqual([
      'Number of responses by would recommend',
      ...more,
    ]);
  });

  it('and a noun that is no plural is never counted with confidence', () => {
    const lexicon = files({
      answers: [column('Answer ID', 'integer', { distinct: 5000 }), words('recommend', ['a', 'b', 'c'])],
    });
    expect(read('how many recommend us', lexicon)).toContain('(low)');
  });
});
