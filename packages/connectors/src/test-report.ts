import { type ConnectionTest, problem, type Problem } from '@lumiere/contract';
import type { SourceError } from './source-error.ts';

/**
 * What a test of a connection goes through, in this order. Files have `file` and `open` in place of the first five; what is fetched over HTTP has
 * `resource`, `records` and `page-two` after signing in.
 */
export type TestStepId = ConnectionTest['steps'][number]['id'];

export interface TestStep {
  readonly id: TestStepId;
  /** `skipped` where an earlier step failed, or where there is nothing to do. */
  readonly state: 'passed' | 'warning' | 'failed' | 'skipped';
  /** What was found: `db.example.com is 192.0.2.10`. */
  readonly message: string;
  /** Why it failed and what to do, or what to know. */
  readonly problem: Problem | null;
}

export interface TestReport {
  /** True where no step failed. */
  readonly ok: boolean;
  readonly steps: readonly TestStep[];
  /** How many tables and views were found; null where it was not got so far. */
  readonly tables: number | null;
}

/** Collects the steps of a test; after one that failed, the rest are skipped. */
export class TestSteps {
  readonly #steps: TestStep[] = [];

  passed(id: TestStepId, message: string): void {
    this.#steps.push({ id, state: 'passed', message, problem: null });
  }

  skipped(id: TestStepId, message: string): void {
    this.#steps.push({ id, state: 'skipped', message, problem: null });
  }

  warning(id: TestStepId, message: string, hint: string): void {
    const warned = problem('source.permission', message, { severity: 'warning', hint });
    this.#steps.push({ id, state: 'warning', message, problem: warned });
  }

  failed(id: TestStepId, error: SourceError): void {
    const { code, message, hint } = error;
    const found = problem(code, message, hint === null ? {} : { hint });
    this.#steps.push({ id, state: 'failed', message, problem: found });
  }

  /** The report; steps of `order` that were not come to are skipped. */
  report(order: readonly TestStepId[], tables: number | null = null): TestReport {
    const done = new Set(this.#steps.map((step) => step.id));
    const rest = order.filter((id) => !done.has(id));
    for (const id of rest) this.skipped(id, 'An earlier step failed.');
    const steps = order.flatMap((id) => this.#steps.filter((step) => step.id === id));
    return { ok: steps.every((step) => step.state !== 'failed'), steps, tables };
  }
}
