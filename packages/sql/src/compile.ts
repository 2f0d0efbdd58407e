import { fail, pass, type Checked } from '@lumiere/contract';
import type { JoinId, Plan, Policy, Step } from '@lumiere/semantic';
import type { Dialect } from './dialect.ts';
import { markGuarded, type Guarded } from './guarded.ts';
import { identifier, withLineBreaks } from './identifiers.ts';
import { inOrder } from './in-order.ts';
import { Parameters } from './parameters.ts';
import { indented, type Printing } from './printing.ts';
import { ranked } from './ranked.ts';
import { printStep } from './step.ts';

/**
 * A plan as one statement of a dialect: steps become `with` queries, the last one the select, every constant a parameter, and each
 * table that the policy knows is read through its rules. One row more than `maxRows` is asked for, so that a cut is noticed; a plan
 * that wants fewer rows gets its own limit. Joins of `matched`, along which every row finds its partner, lose no row as inner joins, which
 * engines do faster. With a `share` (0 to 1) about that part of each table's rows is read, a sample from all over it; tables with rules are
 * read whole. Gives `query.unsupported` for what the engine cannot do, all of it at once.
 */
export function compile(
  plan: Plan,
  policy: Policy,
  dialect: Dialect,
  options: { readonly maxRows: number; readonly matched?: ReadonlySet<JoinId>; readonly share?: number },
): Checked<Guarded> {
  const parameters = new Parameters(dialect);
  const matched = options.matched ?? new Set();
  const share = options.share === undefined ? {} : { share: options.share };
  const p: Printing = { dialect, policy, parameters, matched, ...share, problems: [], last: false, tables: new Set() };
  const taken = new Set([...plan.steps, ...plan.tables].map(({ name }) => name.toLowerCase()));
  const steps = plan.steps.flatMap((step) => ranked(step, dialect, taken));
  const last = steps[steps.length - 1];
  if (last === undefined) throw new Error('a plan without steps');
  const before = steps.slice(0, -1).map((step) => {
    const body = indented(printStep(step, p, null, step.limit), 2);
    return `${identifier(step.name, dialect)} as (\n${body}\n)`;
  });
  const select = printStep(
    last,
    { ...p, last: true },
    plan.columns.map((column) => column.key),
    limitOf(plan, last, options.maxRows),
  );
  if (p.problems.length > 0) return fail(...p.problems);
  const sql = withLineBreaks(before.length === 0 ? select : `with ${before.join(',\n')}\n${select}`);
  const statement = { sql, parameters: parameters.values };
  return pass(markGuarded({ dialect: dialect.name, ...(dialect.positional ? inOrder(statement) : statement) }));
}

function limitOf(plan: Plan, last: Step, maxRows: number): number {
  const wanted = Math.min(plan.limit ?? Infinity, last.limit ?? Infinity);
  return wanted <= maxRows ? wanted : maxRows + 1;
}
