import type { Catalog } from '@lumiere/contract';
import { type Dialect, guardSql } from '@lumiere/sql';
import { deepTest } from '@lumiere/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { blankColumn } from './catalog-columns.ts';
import { handWritten } from './testing/hand-written.ts';
import { legitimate } from './testing/legitimate.ts';
import { columnsOf, randomTables } from './testing/random-data.ts';
import { serverKinds, type Server } from './testing/servers.ts';

const catalog: Catalog = {
  tables: Object.entries(columnsOf).map(([name, columns]) => ({
    schema: null,
    name,
    kind: 'table',
    rows: null,
    primaryKey: ['id'],
    unique: [],
    foreignKeys: [],
    columns: Object.entries(columns).map(([column, type]) =>
      blankColumn({ name: column, nativeType: type, type, nullable: true }),
    ),
  })),
};
const everything = { fingerprint: '', description: '', tables: new Map() };

/** The tables that a server's own plan of a statement reads. */
const plans = {
  postgres: async (server: Server, sql: string): Promise<readonly string[]> => {
    const plan = JSON.stringify(await server.run({ sql: `explain (format json) ${sql}`, parameters: [] }, []));
    return [...plan.matchAll(/Relation Name\W+(\w+)/g)].map((match) => match[1] ?? '');
  },
  // its plan names aliases; what it made of the statement names tables
  mysql: async (server: Server, sql: string): Promise<readonly string[]> => {
    await server.run({ sql: `explain extended ${sql}`, parameters: [] }, []);
    const said = JSON.stringify(await server.run({ sql: 'show warnings', parameters: [] }, []));
    const [[database] = []] = await server.run({ sql: 'select database()', parameters: [] }, []);
    return [...said.matchAll(new RegExp(`\`${String(database)}\`\\.\`(\\w+)\`(?!\\.)`, 'g'))].map(
      (match) => match[1] ?? '',
    );
  },
};

for (const [name, kind] of [
  ['postgres', serverKinds.PostgreSQL],
  ['mysql', serverKinds.MariaDB],
] as const) {
  describe(name, () => {
    let server: Server | null = null;
    beforeAll(async () => {
      if (kind.url !== undefined) server = await kind.start(kind.url, randomTables(7));
    });
    afterAll(() => server?.close());

    deepTest(
      `the tables that we find are those that the plan of ${name} reads${kind.missing}`,
      async ({ rounds, seed }) => {
        if (server === null) throw new Error('no server');
        const texts = [...handWritten(name), ...fc.sample(legitimate(name), { numRuns: rounds(1000), seed })];
        let found = 0;
        for (const text of texts) {
          const outcome = guardSql(text, { dialect: dialectOf(server), catalog, policy: everything });
          if (!outcome.ok) throw new Error(`${text}\n${outcome.problems.map(({ message }) => message).join('\n')}`);
          const { sql, tables } = outcome.value;
          const ours = tables.map((table) => table.name);
          // what the engine does not run has no plan
          const theirs = await plans[name](server, sql).catch(() => []);
          found += theirs.length;
          expect(
            theirs.filter((table) => !ours.includes(table)),
            sql,
          ).toEqual([]);
        }
        expect(found).toBeGreaterThan(texts.length / 2);
      },
      { skip: kind.missing !== '' },
    );
  });
}

const dialectOf = ({ dialect }: Server): Dialect => dialect;
