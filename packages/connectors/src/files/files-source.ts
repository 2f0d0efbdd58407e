import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { dialects } from '@lumiere/sql';
import { z } from 'zod';
import { field } from '../config-form.ts';
import type { Connector, ConnectorDef, ConnectorDeps } from '../connector.ts';
import { fileConnector } from '../file-connector.ts';
import { tableWords } from '../file-source.ts';
import { SourceError } from '../source-error.ts';
import { TestSteps, type TestReport } from '../test-report.ts';
import { currentOf, indexName, readIndex } from './dataset-index.ts';

const Config = z.strictObject({
  folder: field(z.string().min(1).max(4096), {
    title: 'Folder',
    description: 'Folder of the datasets on the server, chosen by the server itself',
    order: 1,
    group: 'place',
  }),
});
type FilesConfig = z.infer<typeof Config>;

/** Needs no network, and so asks for none. */
interface FilesSource extends ConnectorDef<FilesConfig> {
  connect(config: FilesConfig, deps: Pick<ConnectorDeps, 'pool'>): Promise<Connector>;
  test(config: FilesConfig, deps: Pick<ConnectorDeps, 'pool'>, signal: AbortSignal): Promise<TestReport>;
}

/** An organization's uploaded files as one source, a table for each dataset's current version. */
export const files: FilesSource = {
  kind: 'files',
  title: 'Uploaded files',
  docs: 'Files that people uploaded, each a table, read by the embedded engine.',
  dialect: dialects.duckdb,
  config: Config,
  secrets: [],
  defaultPort: null,
  readOnlyScript: () => null,
  connect: ({ folder }, { pool }) => open(folder, pool),
  async test({ folder }, { pool }, signal) {
    const steps = new TestSteps();
    try {
      const connector = await open(folder, pool);
      steps.passed('open', `${connector.engine} opens the folder.`);
      const { tables } = await connector.catalog({ signal, samples: false });
      steps.passed('tables', tableWords(tables.length));
      return steps.report(['open', 'tables'], tables.length);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      steps.failed('open', error);
      return steps.report(['open', 'tables']);
    }
  },
};

async function open(folder: string, pool: ConnectorDeps['pool']): Promise<Connector> {
  const connector = await fileConnector(pool, { kind: 'files', file: folder }, dialects.duckdb);
  let known: { readonly stamp: string; readonly version: string } | null = null;
  return {
    ...connector,
    // parts are never written again, and the version is that of all tables
    frozen: true,
    dataVersion: async () => {
      const found = statSync(path.join(folder, indexName), { throwIfNoEntry: false });
      const stamp = found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
      if (known?.stamp === stamp) return known.version;
      known = { stamp, version: versionOf(folder) };
      return known.version;
    },
  };
}

/** A hash of the versions in force, so that going back to one gives the hash that it had. */
function versionOf(folder: string): string {
  const versions = readIndex(folder).datasets.map((dataset) => [dataset.id, dataset.table, currentOf(dataset).parts]);
  return createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 32);
}
