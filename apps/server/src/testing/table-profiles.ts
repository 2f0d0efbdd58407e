import { expect } from 'vitest';
import { type Job, type JobId, TableProfile } from '@lumiere/contract';
import type { TestPerson, TestServer } from './server.ts';
import { ended } from './upload.ts';

/** Looks at tables of connections over HTTP, as people would. */
export interface ProfileClient {
  /** What is known of a table; fails where it is not shown. */
  read(connection: string, table: string, as: TestPerson): Promise<TableProfile>;
  /** Has a table looked at and waits for the end of it. */
  make(connection: string, table: string, as: TestPerson): Promise<Job>;
  refusal(
    connection: string,
    table: string,
    as: TestPerson,
    method?: 'GET' | 'POST',
  ): Promise<{ readonly status: number; readonly text: string }>;
  /** The ids of a connection's tables by their names. */
  tables(connection: string, as: TestPerson): Promise<ReadonlyMap<string, string>>;
}

/** Where the profile of a table lies. */
export const profilePath = (connection: string, table: string) =>
  `/api/v1/connections/${connection}/tables/${table}/profile` as const;

/** A client of `server`, which may be opened later. */
export function profileClient(server: () => TestServer): ProfileClient {
  return {
    read: async (connection, table, as) => {
      const reply = await server().send(`GET ${profilePath(connection, table)}`, { as });
      expect(reply.statusCode, reply.body).toBe(200);
      return TableProfile.parse(reply.json());
    },
    make: async (connection, table, as) => {
      const reply = await server().send(`POST ${profilePath(connection, table)}`, { as, body: {} });
      expect(reply.statusCode, reply.body).toBe(202);
      return ended(server(), as, reply.json<{ job: JobId }>().job);
    },
    refusal: async (connection, table, as, method = 'GET') => {
      const body = method === 'POST' ? { body: {} } : {};
      const reply = await server().send(`${method} ${profilePath(connection, table)}`, { as, ...body });
      return { status: reply.statusCode, text: reply.body };
    },
    tables: async (connection, as) => {
      const reply = await server().send(`GET /api/v1/connections/${connection}/tables`, { as });
      return new Map(reply.json<{ items: { id: string; name: string }[] }>().items.map(({ id, name }) => [name, id]));
    },
  };
}
