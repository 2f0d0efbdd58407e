import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionRow, isEmpty } from '../data/connection-store.ts';
import type { OpenDeps } from '../deps.ts';
import { newId } from '../ids.ts';
import { type Finding, within } from './finding.ts';

const engineMs = 20_000;
const connectionMs = 5000;

/** Whether the query engine's child starts and answers, and whether every connection of every organization does. */
export async function dataFindings(deps: OpenDeps): Promise<readonly Finding[]> {
  const engine = await within(engineMs, () => engineFinding(deps), engineFailed);
  // without an engine every connection would fail for the one reason that stands above
  if (!engine.ok) return [engine];
  const rows = await deps.db.selectFrom('connections').selectAll().orderBy('created_at').orderBy('id').execute();
  const findings = [engine];
  // one after the other: each may start a process
  for (const row of rows) findings.push(await connectionFinding(deps, row));
  return findings;
}

/** A file is made by one child and read back by another, as it is for every answer. */
async function engineFinding({ config, data: { engines } }: OpenDeps): Promise<Finding> {
  const began = performance.now();
  const id = newId('con');
  const file = join(config.home, 'temp', `doctor-${process.pid}.duckdb`);
  mkdirSync(join(config.home, 'temp'), { recursive: true });
  try {
    await engines.create(file, ['create table answer as select 1 as one']);
    const config = JSON.stringify({ file });
    const opened = await engines.open({ id, org_id: newId('org'), kind: 'duckdb', config, sample: 0 });
    const { tables } = await opened.catalog({ signal: AbortSignal.timeout(engineMs), samples: true });
    const [one] = tables[0]?.columns ?? [];
    if (String(one?.min) !== '1') return engineFailed('gave another answer to “select 1” than 1');
    return {
      part: 'engine',
      ok: true,
      words: `${opened.engine} starts and answers (${Math.round(performance.now() - began)} ms)`,
    };
  } finally {
    await engines.close(id);
    for (const end of ['', '.wal']) rmSync(`${file}${end}`, { force: true });
  }
}

const engineFailed = (reason: string): Finding => ({
  part: 'engine',
  ok: false,
  words: `the query engine does not work: ${reason}; run npm install again, and see that ${process.execPath} may start processes`,
});

async function connectionFinding({ data: { engines } }: OpenDeps, row: ConnectionRow): Promise<Finding> {
  const finding = (ok: boolean, words: string): Finding => ({ part: 'source', ok, words: `${row.name}: ${words}` });
  if (row.status === 'loading') return finding(true, 'waits to be loaded, which the server or its first question does');
  if (isEmpty(row)) return finding(true, 'answers, and shows no tables to its user');
  if (row.status === 'failed')
    return finding(false, `${row.reason ?? 'could not be loaded'} Remove it and add it again.`);
  return within(
    connectionMs,
    async () => {
      const began = performance.now();
      const opened = await engines.open(row);
      await opened.catalog({ signal: AbortSignal.timeout(connectionMs), samples: false });
      await engines.close(row.id);
      return finding(true, `answers (${Math.round(performance.now() - began)} ms)`);
    },
    (reason) => finding(false, `${reason} See that its file is there and may be read by this user.`),
  );
}
