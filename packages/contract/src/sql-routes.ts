import { z } from 'zod';
import { ConnectionId } from './ids.ts';
import type { Route, RouteKey } from './route.ts';
import { SqlAnswer, SqlCheck, SqlText } from './sql.ts';

const One = z.strictObject({ id: ConnectionId });
const Body = z.strictObject({ sql: SqlText });
/** JSON may write a letter as six. */
const limit = 512 * 1024;

/** SQL written by hand. */
export const sqlRoutes = {
  'POST /api/v1/connections/:id/sql': {
    summary:
      'Run one read-only `select` in the dialect of the source. It sees the tables and columns of the model as the person may see them, under the rules on rows; what is not allowed is refused with line and column',
    tag: 'SQL',
    params: One,
    body: Body,
    reply: SqlAnswer,
    access: 'data.sql',
    audit: 'query.sql',
    bodyLimit: limit,
  },
  'POST /api/v1/connections/:id/sql/check': {
    summary:
      'Whether a text would be run, without running it: the statement that it becomes, or everything that is wrong with it',
    tag: 'SQL',
    params: One,
    body: Body,
    reply: SqlCheck,
    access: 'data.sql',
    audit: null,
    bodyLimit: limit,
  },
} as const satisfies Record<RouteKey, Route>;
