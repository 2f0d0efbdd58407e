/**
 * How MariaDB must treat derived tables in a statement. 10.11 loses rows where one is merged into a query with a window: of
 * `t.a = t.b and t.a not in (select …)` it takes the value of the last row it read. A word `over` that is no window only costs time.
 */
export const derivedMerge = (sql: string): 'default' | 'off' => (/\bover\b/i.test(sql) ? 'off' : 'default');
