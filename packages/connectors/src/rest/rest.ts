import { stat } from 'node:fs/promises';
import path from 'node:path';
import { dialects } from '@lumiere/sql';
import type { ConnectorDeps } from '../connector.ts';
import { httpClient } from '../http/http-client.ts';
import { periodMs } from '../http/http-config.ts';
import type { FetchedTable, Fetching, LoadedDef } from '../loaded.ts';
import type { TestReport } from '../test-report.ts';
import { RestConfig } from './rest-config.ts';
import { readResource } from './rest-resource.ts';
import { testRest } from './rest-test.ts';

/** Needs no engine of ours to be tried. */
interface RestSource extends LoadedDef<RestConfig> {
  test(config: RestConfig, deps: Pick<ConnectorDeps, 'network'>, signal: AbortSignal): Promise<TestReport>;
}

/** An interface of a web service that answers with JSON, each of its resources a table. */
export const rest: RestSource = {
  kind: 'rest',
  title: 'REST interface (JSON)',
  docs: 'A web service that answers with JSON: read page by page, again and again, and asked here.',
  dialect: dialects.duckdb,
  config: RestConfig,
  secrets: ['secret'],
  defaultPort: 443,
  readOnlyScript: () => null,
  everyMs: ({ every }) => periodMs(every),
  fetch: fetchResources,
  test: (config, { network }, signal) => testRest(config, network, signal),
};

async function fetchResources(
  config: RestConfig,
  { network, signal, folder, progress }: Fetching,
): Promise<readonly FetchedTable[]> {
  const client = httpClient(config, { network, signal });
  const tables: FetchedTable[] = [];
  for (const [i, resource] of config.resources.entries()) {
    const file = path.join(folder, `${i}.ndjson`);
    const { name } = resource;
    const read = await readResource(config, resource, {
      client,
      file,
      progress: (rows) => progress(`Reading ${name}: ${rows.toLocaleString('en')} records`),
    });
    const { notes } = read;
    if ((await stat(file)).size === 0) tables.push({ kind: 'empty', table: name, notes });
    else
      tables.push({
        kind: 'file',
        table: name,
        file,
        name: `${name}.ndjson`,
        choices: { nested: config.nested },
        mark: null,
        notes,
      });
  }
  return tables;
}
