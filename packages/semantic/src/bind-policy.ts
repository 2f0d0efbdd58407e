import { fail, pass, problem } from '@lumiere/contract';
import type { Checked, Model, Principal, Problem, RowRule, Table, TableId } from '@lumiere/contract';
import { describeCondition } from './describe/condition-words.ts';
import { viewOf } from './model-for.ts';
import type { Expression, Policy, TablePolicy } from './plan.ts';
import { allOf, anyOf } from './resolve/context.ts';
import type { Context } from './resolve/context.ts';
import { testOf } from './resolve/conditions.ts';
import { conjunctsOf } from './resolve/nnf.ts';
import { newContext } from './resolve/resolve.ts';
import { typedValue } from './resolve/scalar.ts';
import type { View } from './view.ts';

/**
 * The rows of each table that `principal` may see. Rules of the person's role add up by OR; a table with rules of which none applies
 * shows nothing, and so does an attribute rule for a person without values. Rules hold for every model table over the same source.
 */
export function bindPolicy(model: Model, principal: Principal): Checked<Policy> {
  if (model.rules.length === 0) return pass(openPolicy);
  const view = viewOf(model, '', true);
  const problems: Problem[] = [];
  const sources = new Map<TableId, SourcePolicy>();
  for (const table of model.tables) {
    const rules = model.rules.filter((rule) => rule.table === table.id);
    if (rules.length > 0) sources.set(table.id, sourcePolicy(view, table, rules, principal, problems));
  }
  const unknown = model.rules.filter((rule) => !model.tables.some(({ id }) => id === rule.table));
  for (const rule of unknown)
    problems.push(
      problem('model.invalid', `Rule \`${rule.id}\` is for table \`${rule.table}\`, which the model does not have.`),
    );
  if (problems.length > 0) return fail(...problems);
  const tables = new Map<TableId, TablePolicy>();
  const words: string[] = [];
  for (const table of model.tables) {
    const alike = model.tables.filter((other) => sources.has(other.id) && sameSource(other, table));
    const own = alike.flatMap((other) => sources.get(other.id) ?? []);
    if (own.length === 0) continue;
    const policy = together(own);
    if (policy !== null) tables.set(table.id, policy);
    if (policy !== null)
      words.push(
        `${table.label}: ${policy.kind === 'none' ? 'no rows' : own.map((source) => source.words).join(' and ')}.`,
      );
  }
  const entries = [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return pass({
    fingerprint: JSON.stringify(
      entries.map(([table, policy]) => [table, policy.kind === 'none' ? null : policy.where]),
    ),
    description: words.length === 0 ? openPolicy.description : words.join(' '),
    tables,
  });
}

const openPolicy: Policy = {
  fingerprint: '[]',
  description: 'All rows: no row rule limits this person.',
  tables: new Map<TableId, TablePolicy>(),
};

interface SourcePolicy {
  /** Null where a rule shows everything. */
  readonly policy: TablePolicy | null;
  readonly words: string;
}

function sourcePolicy(
  view: View,
  table: Table,
  rules: readonly RowRule[],
  principal: Principal,
  problems: Problem[],
): SourcePolicy {
  const applying = rules.filter((rule) => rule.roles.includes(principal.role));
  if (applying.some((rule) => rule.where.kind === 'all')) return { policy: null, words: 'all rows' };
  const shown = applying.flatMap((rule) => ruleTest(view, table, rule, principal, problems));
  if (shown.length === 0) return { policy: { kind: 'none' }, words: 'no rows' };
  // the order in which rules are written must not make two people differ
  const tests = new Map(shown.map(({ test, words }) => [JSON.stringify(test), { test, words }]));
  const ordered = [...tests].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  return {
    policy: { kind: 'rows', where: anyOf(ordered.map(({ test }) => test)) },
    words: `rows where ${ordered.map(({ words }) => words).join(', or ')}`,
  };
}

function ruleTest(
  view: View,
  table: Table,
  rule: RowRule,
  principal: Principal,
  problems: Problem[],
): { test: Expression; words: string }[] {
  const ctx = newContext(view, { now: new Date(0), zone: 'UTC' });
  if (rule.where.kind === 'attribute') {
    const { field: id, attribute } = rule.where;
    const field = table.fields.find((candidate) => candidate.id === id);
    if (field === undefined) {
      problems.push(
        problem(
          'model.invalid',
          `Rule \`${rule.id}\` uses field \`${id}\`, which table \`${table.id}\` does not have.`,
        ),
      );
      return [];
    }
    const own = Object.hasOwn(principal.attributes, attribute) ? (principal.attributes[attribute] ?? []) : [];
    const values = [...new Set(own)]
      .toSorted()
      .flatMap((value) => typedValue(field.type === 'boolean' ? value === 'true' : value, field.type) ?? []);
    if (values.length === 0) return [];
    const of: Expression = { kind: 'column', alias: policyAlias, name: field.column, type: field.type };
    return [
      {
        test: { kind: 'in', of, values },
        words: `${field.label} is ${values.map((value) => (value.kind === 'value' ? String(value.value) : '')).join(' or ')}`,
      },
    ];
  }
  if (rule.where.kind !== 'condition') return [];
  const test = ownTest(ctx, table, rule);
  for (const found of ctx.problems) problems.push({ ...found, message: `Rule \`${rule.id}\`: ${found.message}` });
  return test === null || ctx.problems.length > 0
    ? []
    : [{ test, words: describeCondition(view, rule.where.condition) }];
}

const policyAlias = 't';

function ownTest(ctx: Context, table: Table, rule: RowRule): Expression | null {
  if (rule.where.kind !== 'condition') return null;
  const aliases = new Map([[table.id, policyAlias]]);
  const from = {
    kind: 'table',
    table: { table: table.id, schema: table.source.schema, name: table.source.name },
    alias: policyAlias,
  } as const;
  const scope = {
    ctx,
    base: table.id,
    alias: policyAlias,
    from,
    joins: [],
    aliases,
    flat: false,
    conform: false,
    shift: null,
  };
  const test = testOf(scope, conjunctsOf(rule.where.condition));
  // a rule is spliced in at one table, so it can see no other
  if (
    scope.joins.length > 0 ||
    ctx.steps.length > 0 ||
    /"kind":"(exists|in-step|scalar-step)"/.test(JSON.stringify(test))
  ) {
    ctx.problems.push(problem('model.invalid', `it may only use fields of \`${table.id}\`.`));
  }
  return test;
}

/** All of several sources' limits at once. */
function together(sources: readonly SourcePolicy[]): TablePolicy | null {
  const limits = sources.flatMap(({ policy }) => policy ?? []);
  if (limits.length === 0) return null;
  const tests = limits.flatMap((policy) => (policy.kind === 'rows' ? [policy.where] : []));
  if (tests.length < limits.length) return { kind: 'none' };
  const where = allOf(tests);
  return where === null ? null : { kind: 'rows', where };
}

/** Whether two model tables read the same physical one; where a schema is not said or case differs, they might. */
function sameSource(a: Table, b: Table): boolean {
  const [one, other] = [a.source, b.source];
  const schemas =
    one.schema === null || other.schema === null || one.schema.toLowerCase() === other.schema.toLowerCase();
  return schemas && one.name.toLowerCase() === other.name.toLowerCase();
}
