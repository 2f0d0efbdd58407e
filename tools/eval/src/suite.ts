import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const SuiteFile = z.object({
  name: z.string(),
  asOf: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  databases: z.record(z.string(), z.string()),
  models: z.record(z.string(), z.string()).default({}),
});

const Question = z.object({
  id: z.string(),
  db: z.string(),
  question: z.string(),
  history: z.array(z.string()).default([]),
  answerable: z.boolean(),
  gold: z.array(z.string()).default([]),
  ordered: z.boolean().default(false),
  charts: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
});
export type Question = z.infer<typeof Question>;

export interface Suite {
  readonly name: string;
  /** "Today", which relative dates are computed from. */
  readonly asOf: string;
  /** Database files by name, with the model written for them where there is one. */
  readonly databases: ReadonlyMap<string, { readonly file: string; readonly model: string | null }>;
  readonly questions: readonly Question[];
}

/** Reads a suite's folder in the published format; unknown keys are left alone, since suites may say more. */
export function readSuite(folder: string): Suite {
  const suite = SuiteFile.parse(JSON.parse(readFileSync(path.join(folder, 'suite.json'), 'utf8')));
  const lines = readFileSync(path.join(folder, 'questions.jsonl'), 'utf8').split('\n');
  const questions = lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const question = Question.safeParse(JSON.parse(line));
    if (!question.success) throw new Error(`questions.jsonl, line ${i + 1}: ${z.prettifyError(question.error)}`);
    if (!(question.data.db in suite.databases))
      throw new Error(`questions.jsonl, line ${i + 1}: no database is called ${question.data.db}`);
    return [question.data];
  });
  const databases = Object.entries(suite.databases).map(([name, file]) => {
    const model = suite.models[name];
    return [
      name,
      { file: path.resolve(folder, file), model: model === undefined ? null : path.resolve(folder, model) },
    ] as const;
  });
  return { name: suite.name, asOf: suite.asOf, databases: new Map(databases), questions };
}
