import type { Condition, GroupCondition, MeasureExpression, Period, Query } from '@lumiere/contract';

/** A query in one line, so that a table of questions can be read. */
export function summary(query: Query): string {
  const dimension = (key: string): string =>
    query.dimensions.find((one) => one.key === key)?.field ??
    `#${query.measures.findIndex((one) => one.key === key) + 1}`;
  return [
    query.detail ? `list ${query.from}` : '',
    query.measures.map((one) => measure(one.value)).join(', '),
    query.dimensions.length > 0
      ? `by ${query.dimensions.map((one) => one.field + (one.grain ? `@${one.grain}` : '') + (one.part ? `@${one.part}` : '')).join(', ')}`
      : '',
    query.where ? `where ${condition(query.where)}` : '',
    query.having ? `having ${group(query.having)}` : '',
    query.limit !== null || query.limitWithin
      ? `sort ${query.sort.map((one) => dimension(one.by) + (one.descending ? ' desc' : '')).join(', ')}`
      : '',
    query.limit === null ? '' : `limit ${query.limit}`,
    query.limitWithin
      ? `limit ${query.limitWithin.count} within ${query.limitWithin.within.map(dimension).join(', ')}`
      : '',
  ]
    .filter((part) => part !== '')
    .join(' | ');
}

function measure(of: MeasureExpression): string {
  switch (of.kind) {
    case 'measure':
      return of.measure;
    case 'aggregate':
      return `${of.function}(${of.field})`;
    case 'count-rows':
      return `count(${of.table})`;
    case 'filtered':
      return `${measure(of.of)}[${condition(of.where)}]`;
    case 'constant':
      return String(of.value);
    case 'arithmetic':
      return `(${measure(of.left)} ${of.op} ${measure(of.right)})`;
    case 'row-arithmetic':
      return `${of.function}(${of.left} ${of.op} ${of.right})`;
    case 'nested':
      return `${of.function}(${measure(of.of)} per ${of.per.map((one) => one.field + (one.grain ? `@${one.grain}` : '')).join(', ')})`;
    case 'shifted':
      return `${measure(of.of)}<${of.offset} ${of.grain}>`;
    case 'window':
      return `${of.function} of ${measure(of.of)}`;
  }
}

function condition(of: Condition): string {
  switch (of.kind) {
    case 'and':
    case 'or':
      return `(${of.conditions.map(condition).join(` ${of.kind} `)})`;
    case 'not':
      return `not ${condition(of.condition)}`;
    case 'compare':
      return `${of.on.field} ${of.op} ${String(of.value)}`;
    case 'in':
      return `${of.on.field}${of.on.part ? `@${of.on.part}` : ''} in ${of.values.join('/')}`;
    case 'null':
      return `${of.on.field} is empty`;
    case 'period':
      return `${of.on.field} ${period(of.period)}`;
    case 'exists':
      return `exists ${of.table}`;
    case 'compare-measure':
      return `${of.on.field} ${of.op} ${measure(of.value)}`;
    case 'compare-fields':
    case 'text':
    case 'in-groups':
      return of.kind;
  }
}

function group(of: GroupCondition): string {
  switch (of.kind) {
    case 'and':
    case 'or':
      return `(${of.conditions.map(group).join(` ${of.kind} `)})`;
    case 'not':
      return `not ${group(of.condition)}`;
    case 'compare':
      return `${measure(of.measure)} ${of.op} ${typeof of.value === 'object' && of.value !== null ? measure(of.value) : String(of.value)}`;
    case 'compare-groups':
      return `${measure(of.measure)} ${of.op} ${of.function} of groups`;
  }
}

function period(of: Period): string {
  switch (of.kind) {
    case 'between':
      return `${of.from ?? ''}..${of.until ?? ''}`;
    case 'calendar':
      return `${of.grain}${of.offset >= 0 ? '+' : ''}${of.offset}${of.toDate ? ' to date' : ''}${of.count > 1 ? ` x${of.count}` : ''}`;
    case 'rolling':
      return `last ${of.count} ${of.grain}`;
  }
}
