/**
 * The whole of SQL that the guard knows: what is not a case here cannot be said. Every node remembers at which character of the text
 * it began. Keywords are lower case; names are as the dialect folds them.
 */
interface Node {
  readonly at: number;
}

export interface Name extends Node {
  readonly text: string;
}

export interface Query extends Node {
  readonly kind: 'query';
  readonly with: With | null;
  readonly body: Body;
  readonly orderBy: readonly Order[] | OrderAll;
  readonly limit: Expr | null;
  readonly offset: Expr | null;
}

export interface With {
  readonly recursive: boolean;
  readonly ctes: readonly Cte[];
}

export interface Cte extends Node {
  readonly name: Name;
  readonly columns: readonly Name[] | null;
  readonly materialized: boolean | null;
  readonly query: Query;
}

export type Body =
  | Select
  | (Node & { readonly kind: 'values'; readonly rows: readonly (readonly Expr[])[] })
  | (Node & {
      readonly kind: 'set';
      readonly op: SetOperator;
      readonly all: boolean;
      readonly byName: boolean;
      readonly left: Body;
      readonly right: Body;
    })
  /** In brackets, because it has an order, a limit or `with` of its own. */
  | (Node & { readonly kind: 'nested'; readonly query: Query });

export type SetOperator = 'union' | 'intersect' | 'except';

export interface Select extends Node {
  readonly kind: 'select';
  readonly distinct: boolean | readonly Expr[];
  readonly items: readonly Item[];
  readonly from: readonly From[];
  readonly where: Expr | null;
  readonly groupBy: readonly Group[] | 'all';
  readonly rollup: boolean;
  readonly having: Expr | null;
  readonly windows: readonly { readonly name: Name; readonly window: Window }[];
  readonly qualify: Expr | null;
}

export type Item = (Node & { readonly kind: 'value'; readonly value: Expr; readonly alias: Name | null }) | Star;

export interface Star extends Node {
  readonly kind: 'star';
  readonly qualifier: readonly Name[];
  readonly exclude: readonly Name[];
  readonly replace: readonly { readonly value: Expr; readonly name: Name }[];
}

export type Group =
  | (Node & { readonly kind: 'value'; readonly value: Expr })
  | (Node & { readonly kind: 'empty' })
  | (Node & { readonly kind: 'rollup' | 'cube' | 'grouping sets'; readonly of: readonly Group[] })
  | (Node & { readonly kind: 'together'; readonly of: readonly Expr[] });

export interface Order {
  readonly value: Expr;
  readonly direction: 'asc' | 'desc' | null;
  readonly nulls: 'first' | 'last' | null;
}

/** By every column, from the left. */
export interface OrderAll extends Pick<Order, 'direction' | 'nulls'> {
  readonly kind: 'all';
}

export interface Alias {
  readonly name: Name;
  readonly columns: readonly Name[] | null;
}

export interface TableRef extends Node {
  readonly kind: 'table';
  readonly parts: readonly Name[];
  readonly alias: Alias | null;
}

export interface TableFunction extends Node {
  readonly kind: 'function';
  readonly lateral: boolean;
  readonly name: string;
  readonly args: readonly Expr[];
  readonly ordinality: boolean;
  readonly alias: Alias | null;
}

export interface Join extends Node {
  readonly kind: 'join';
  readonly join: JoinKind;
  readonly natural: boolean;
  readonly left: From;
  readonly right: From;
  readonly on: Expr | null;
  readonly using: readonly Name[] | null;
}

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'semi' | 'anti' | 'asof' | 'asof left';

export type From =
  | TableRef
  | (Node & {
      readonly kind: 'derived';
      readonly lateral: boolean;
      readonly query: Query;
      readonly alias: Alias | null;
    })
  | TableFunction
  | Join;

export interface Window extends Node {
  readonly base: Name | null;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly Order[];
  readonly frame: Frame | null;
}

export interface Frame {
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: Bound;
  readonly end: Bound | null;
  readonly exclude: 'current row' | 'group' | 'ties' | 'no others' | null;
}

export type Bound =
  | { readonly kind: 'unbounded preceding' | 'unbounded following' | 'current row' }
  | { readonly kind: 'preceding' | 'following'; readonly by: Expr };

export interface Type extends Node {
  readonly name: string;
  readonly args: readonly string[];
  readonly zone: boolean;
  readonly dimensions: number;
}

export interface ColumnRef extends Node {
  readonly kind: 'column';
  readonly parts: readonly Name[];
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
  /** `count(*)` */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly Order[];
  readonly separator: string | null;
  readonly withinGroup: readonly Order[] | null;
  readonly filter: Expr | null;
  readonly nulls: 'ignore nulls' | 'respect nulls' | null;
  readonly over: Window | Name | null;
}

export type Expr =
  | ColumnRef
  | Call
  | (Node & { readonly kind: 'string' | 'number' | 'blob' | 'parameter'; readonly text: string })
  | (Node & { readonly kind: 'constant'; readonly word: 'null' | 'true' | 'false' })
  /** `current_date` and its like. */
  | (Node & { readonly kind: 'now'; readonly word: string; readonly precision: string | null })
  /** A unit as an argument: `timestampdiff(month, …)`. */
  | (Node & { readonly kind: 'unit'; readonly word: string })
  | (Node & { readonly kind: 'moment'; readonly type: string; readonly text: string })
  | (Node & { readonly kind: 'interval'; readonly of: Expr; readonly unit: string | null })
  | (Node & { readonly kind: 'unary'; readonly op: string; readonly of: Expr })
  | (Node & { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr })
  | (Node & { readonly kind: 'logic'; readonly op: 'and' | 'or'; readonly of: readonly Expr[] })
  | (Node & { readonly kind: 'is'; readonly not: boolean; readonly of: Expr; readonly test: IsTest })
  | (Node & {
      readonly kind: 'between';
      readonly not: boolean;
      readonly symmetric: boolean;
      readonly of: Expr;
      readonly low: Expr;
      readonly high: Expr;
    })
  | (Node & { readonly kind: 'in'; readonly not: boolean; readonly of: Expr; readonly list: readonly Expr[] | Query })
  | (Node & {
      readonly kind: 'match';
      readonly op: string;
      readonly not: boolean;
      readonly of: Expr;
      readonly pattern: Expr;
      readonly escape: Expr | null;
    })
  | (Node & {
      readonly kind: 'quantified';
      readonly op: string;
      readonly quantifier: 'any' | 'all';
      readonly left: Expr;
      readonly right: Query | Expr;
    })
  | (Node & { readonly kind: 'exists'; readonly query: Query })
  | (Node & { readonly kind: 'subquery'; readonly query: Query })
  | (Node & {
      readonly kind: 'case';
      readonly of: Expr | null;
      readonly whens: readonly { readonly when: Expr; readonly then: Expr }[];
      readonly otherwise: Expr | null;
    })
  | (Node & { readonly kind: 'cast'; readonly attempt: boolean; readonly of: Expr; readonly type: Type })
  | (Node & { readonly kind: 'extract'; readonly field: string; readonly of: Expr })
  | (Node & { readonly kind: 'position'; readonly part: Expr; readonly of: Expr })
  | (Node & { readonly kind: 'substring'; readonly of: Expr; readonly from: Expr | null; readonly length: Expr | null })
  | (Node & {
      readonly kind: 'trim';
      readonly side: 'both' | 'leading' | 'trailing' | null;
      readonly letters: Expr | null;
      readonly of: Expr;
    })
  | (Node & { readonly kind: 'row'; readonly of: readonly Expr[] })
  | (Node & { readonly kind: 'list'; readonly of: readonly Expr[] })
  | (Node & { readonly kind: 'list-of'; readonly query: Query })
  | (Node & { readonly kind: 'struct'; readonly of: readonly { readonly key: string; readonly value: Expr }[] })
  | (Node & { readonly kind: 'lambda'; readonly names: readonly Name[]; readonly body: Expr })
  | (Node & {
      readonly kind: 'comprehension';
      readonly body: Expr;
      readonly names: readonly Name[];
      readonly of: Expr;
      readonly test: Expr | null;
    })
  /** A field of a value that is no name: `{'a': 1}.a`. */
  | (Node & { readonly kind: 'field'; readonly of: Expr; readonly name: Name })
  /** An argument by its name: `days => 3`. */
  | (Node & { readonly kind: 'named'; readonly name: Name; readonly value: Expr })
  | (Node & { readonly kind: 'element'; readonly of: Expr; readonly index: Expr })
  | (Node & { readonly kind: 'slice'; readonly of: Expr; readonly from: Expr | null; readonly to: Expr | null })
  | (Node & { readonly kind: 'collate'; readonly of: Expr; readonly collation: string })
  | (Node & { readonly kind: 'zone'; readonly of: Expr; readonly zone: Expr });

export type IsTest = 'null' | 'true' | 'false' | 'unknown' | { readonly distinctFrom: Expr };
