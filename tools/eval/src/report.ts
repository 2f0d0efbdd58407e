import { percentile, score, type Scores, type Verdict } from './score.ts';

/** What is kept of a run, so that the next one can be held against it. */
export interface Summary {
  readonly suite: string;
  readonly engine: string;
  readonly asOf: string;
  /** Which part of the suite ran, `all` or the options that cut it. */
  readonly part: string;
  readonly scores: Scores;
  readonly ms: { readonly p50: number; readonly p95: number };
  readonly tags: Readonly<
    Record<string, { readonly questions: number; readonly strict: number | null; readonly lenient: number | null }>
  >;
  /** Ids answered right in the lenient sense, for the list of what changed. */
  readonly right: readonly string[];
}

export function summarize(
  verdicts: readonly Verdict[],
  about: Pick<Summary, 'suite' | 'engine' | 'asOf' | 'part'>,
): Summary {
  const ms = verdicts.map((each) => each.attempt.ms);
  const tags = [...new Set(verdicts.flatMap((each) => each.question.tags))].sort();
  return {
    ...about,
    scores: score(verdicts),
    ms: { p50: percentile(ms, 0.5), p95: percentile(ms, 0.95) },
    tags: Object.fromEntries(
      tags.map((tag) => {
        const { questions, strict, lenient } = score(verdicts.filter((each) => each.question.tags.includes(tag)));
        return [tag, { questions, strict, lenient }];
      }),
    ),
    right: verdicts.filter((each) => each.lenient).map((each) => each.question.id),
  };
}

const shown = [
  ['strict', 'strict, of answerable'],
  ['lenient', 'lenient, of answerable'],
  ['wrongButConfident', 'wrong but confident, of all'],
  ['answeredWithConfidence', 'answered with confidence, of answerable'],
  ['refusedUnanswerable', 'refused or asked back, of unanswerable'],
  ['refusedAnswerable', 'refused, of answerable'],
  ['askedBackAnswerable', 'asked back, of answerable'],
  ['chart', 'chart among the right ones, of answered'],
] as const satisfies readonly (readonly [keyof Scores, string])[];

/** The report for people, with the difference to the last run of the same part where there is one. */
export function report(now: Summary, before: Summary | null): string {
  const lines = shown.map(([key, name]) => {
    const was = before?.scores[key] ?? null;
    const is = now.scores[key];
    const moved =
      is === null || was === null || Math.abs(is - was) < 1e-9
        ? ''
        : `  (${is > was ? '+' : ''}${((is - was) * 100).toFixed(1)} points)`;
    return `  ${name.padEnd(42)} ${percent(is)}${moved}`;
  });
  const speed = `  ${'question to typed query'.padEnd(42)} p50 ${now.ms.p50.toFixed(1)} ms, p95 ${now.ms.p95.toFixed(1)} ms`;
  const tags = Object.entries(now.tags).map(
    ([tag, each]) =>
      `  ${tag.padEnd(26)} ${String(each.questions).padStart(5)}  strict ${percent(each.strict)}  lenient ${percent(each.lenient)}`,
  );
  return [
    `${now.suite}, ${now.engine}, ${now.part}: ${now.scores.questions} questions, ${now.scores.answerable} answerable, as of ${now.asOf}`,
    ...lines,
    speed,
    ...(tags.length > 0 ? ['', ...tags] : []),
    ...changes(now, before),
  ].join('\n');
}

function changes(now: Summary, before: Summary | null): readonly string[] {
  if (before === null) return [];
  const [is, was] = [new Set(now.right), new Set(before.right)];
  const gained = now.right.filter((id) => !was.has(id));
  const lost = before.right.filter((id) => !is.has(id));
  return [
    '',
    `Against the last run: ${gained.length} gained, ${lost.length} lost.`,
    ...list('gained', gained),
    ...list('lost', lost),
  ];
}

const list = (name: string, ids: readonly string[]): readonly string[] =>
  ids.length === 0
    ? []
    : [`  ${name}: ${ids.slice(0, 40).join(' ')}${ids.length > 40 ? ` and ${ids.length - 40} more` : ''}`];

const percent = (share: number | null): string =>
  share === null ? '   –  ' : `${(share * 100).toFixed(1).padStart(5)} %`;
