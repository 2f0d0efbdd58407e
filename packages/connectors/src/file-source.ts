import type { Dialect } from '@lumiere/sql';
import { z } from 'zod';
import { field } from './config-form.ts';
import type { Connector, ConnectorDef, ConnectorDeps } from './connector.ts';
import { checkDatabaseFile, type DatabaseFileKind } from './database-file.ts';
import { fileConnector } from './file-connector.ts';
import { SourceError } from './source-error.ts';
import { TestSteps, type TestReport, type TestStepId } from './test-report.ts';

const Config = z.strictObject({
  file: field(z.string().min(1).max(4096), {
    title: 'File',
    description: 'Path of the database file on the server',
    order: 1,
    group: 'place',
  }),
  readOnly: field(z.literal(true).default(true), {
    title: 'Read only',
    description: 'The file is never written',
    order: 2,
    group: 'advanced',
  }),
  copy: field(z.boolean().optional(), {
    title: 'Copy',
    description: 'A copy that nobody writes, and beside which nothing else lies',
    order: 3,
    group: 'advanced',
  }),
});
export type FileConfig = z.infer<typeof Config>;

/** Needs no network, and so asks for none. */
interface FileSource extends ConnectorDef<FileConfig> {
  connect(config: FileConfig, deps: Pick<ConnectorDeps, 'pool'>): Promise<Connector>;
  test(config: FileConfig, deps: Pick<ConnectorDeps, 'pool'>, signal: AbortSignal): Promise<TestReport>;
}

const order: readonly TestStepId[] = ['file', 'open', 'read-only', 'tables'];

/** A source that is a database file, whose engine runs in a child process. */
export function fileSource(
  kind: DatabaseFileKind,
  words: { readonly title: string; readonly docs: string },
  dialect: Dialect,
): FileSource {
  return {
    kind,
    ...words,
    dialect,
    config: Config,
    secrets: [],
    defaultPort: null,
    readOnlyScript: () => null,
    connect: ({ file, copy = false }, { pool }) => fileConnector(pool, { kind, file }, dialect, copy),
    async test({ file, copy = false }, { pool }, signal) {
      const steps = new TestSteps();
      let at: TestStepId = 'file';
      try {
        steps.passed('file', await checkDatabaseFile(kind, file, copy));
        at = 'open';
        const connector = await fileConnector(pool, { kind, file }, dialect, copy);
        steps.passed('open', `${connector.engine} opens the file.`);
        steps.passed('read-only', 'The file is opened for reading only.');
        at = 'tables';
        const { tables } = await connector.catalog({ signal, samples: false });
        if (tables.length > 0) steps.passed('tables', tableWords(tables.length));
        else steps.warning('tables', 'There are no tables in the file.', 'Choose another file, or fill this one.');
        await connector.close();
        return steps.report(order, tables.length);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        steps.failed(at, error);
        return steps.report(order);
      }
    },
  };
}

/** How many tables there are, for people. */
export const tableWords = (count: number): string =>
  count === 0
    ? 'There are no tables that this user may see.'
    : count === 1
      ? 'One table was found.'
      : `${count} tables were found.`;
