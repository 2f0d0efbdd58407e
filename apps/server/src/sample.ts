import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sampleStatements } from '../../../content/sample/generate.ts';
import { contentFolder } from './project.ts';

/** The sample data as a file: generated once a day at most, copied for each organization. */
export interface SampleFiles {
  /** Makes sure that the sample as of `date` is generated, and gives its file. Calls at the same time share the work. */
  generate(date: string): Promise<string>;
  /** Puts a copy of it at `target`; a target that is there is complete. */
  copyTo(target: string, date: string): Promise<void>;
}

interface Options {
  readonly home: string;
  /** Makes a database file by trusted statements, in a process of its own. */
  readonly create: (file: string, statements: readonly string[]) => Promise<void>;
}

/** The semantic model of the sample data. */
export const sampleModel = (): string => readFileSync(join(contentFolder(), 'sample', 'model.yaml'), 'utf8');

/** Keeps the sample's files under `home`/sample. */
export function createSampleFiles({ home, create }: Options): SampleFiles {
  const folder = join(home, 'sample');
  // other statements make other data: a newer Lumiere does not take an older one's file
  const version = createHash('sha256').update(sampleStatements('2000-01-01').join(';')).digest('hex').slice(0, 12);
  const working = new Map<string, Promise<string>>();

  const make = async (date: string): Promise<string> => {
    const name = `${version}-${date}.duckdb`;
    const file = join(folder, name);
    if (await exists(file)) return file;
    await mkdir(folder, { recursive: true });
    await create(file, sampleStatements(date));
    // other days' and other versions' files, and what an interrupted process left
    for (const old of await readdir(folder))
      if (/^[0-9a-f]{12}-[\d-]{10}\.duckdb/.test(old) && old !== name) await rm(join(folder, old), { force: true });
    return file;
  };

  const generate = (date: string): Promise<string> => {
    const known = working.get(date);
    if (known !== undefined) return known;
    const work = make(date).finally(() => working.delete(date));
    working.set(date, work);
    return work;
  };

  return {
    generate,
    copyTo: async (target, date) => {
      const from = await generate(date);
      await mkdir(dirname(target), { recursive: true });
      const draft = `${target}.${process.pid}.new`;
      try {
        // a copy that shares its blocks where the file system can
        await copyFile(from, draft, constants.COPYFILE_FICLONE);
        await rename(draft, target);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
  };
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
