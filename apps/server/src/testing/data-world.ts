import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'vitest';
import type { Client } from './client.ts';

export const actions = ['upload', 'import', 'profile', 'refresh'] as const;
export type Action = (typeof actions)[number];

const rowsEach = 20_000;
export const tablesThere = 60;

/** What is known of an upload: bytes that the server said it has, and bytes that were sent. */
interface Sent {
  readonly id: string;
  readonly content: Buffer;
  acknowledged: number;
  sent: number;
}

/** An import that was asked for; the job is known where the server said so. */
interface Asked {
  readonly upload: string;
  job: string | null;
  readonly rows: { readonly before: number; readonly after: number };
}

/**
 * The data of an organization as somebody knows them who writes down what the server acknowledged: begins to change them, and says after a
 * restart whether all is as the server said, or as it was before.
 */
export class DataWorld {
  readonly #home: string;
  readonly #source: { readonly connection: string; readonly file: string };
  #dataset: string | null = null;
  #rows = 0;
  #parts = 0;
  #columns = 2;
  /** The source changed, and nobody said that it will be read again. */
  #unread = false;
  #sent: Sent | null = null;
  #asked: Asked | null = null;
  /** Uploads whose end was acknowledged. */
  readonly #over = new Set<string>();
  /** Jobs that were acknowledged and not seen to end. */
  #jobs = new Set<string>();

  constructor(home: string, source: { readonly connection: string; readonly file: string }) {
    this.#home = home;
    this.#source = source;
  }

  /** Begins an action; rejects with `Gone` where the server ends meanwhile. */
  async begin(action: Action, client: Client, random: () => number): Promise<void> {
    switch (action) {
      case 'upload':
        return this.#upload(client, random);
      case 'import':
        return this.#import(client, random);
      case 'profile':
        return this.#profile(client);
      case 'refresh':
        return this.#refresh(client);
    }
  }

  async #upload(client: Client, random: () => number): Promise<void> {
    const content = Buffer.alloc(2_000_000 + Math.floor(random() * 2_000_000), `a,b\n${random()},x\n`);
    const made = await client('POST /uploads', {
      name: 'upload.csv',
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(made.status).toBe(201);
    const sent: Sent = { id: made.body.id, content, acknowledged: 0, sent: 0 };
    this.#sent = sent;
    await this.#sendOn(client, sent, 128 * 1024);
    // sent again and again until the end comes, so that it comes in the middle of one
    await this.#upload(client, random);
  }

  async #sendOn(client: Client, sent: Sent, chunk: number): Promise<void> {
    for (let at = sent.acknowledged; at < sent.content.length; at = sent.acknowledged) {
      const part = sent.content.subarray(at, at + chunk);
      sent.sent = at + part.length;
      const reply = await client(`PUT /uploads/${sent.id}?offset=${at}`, part);
      expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      sent.acknowledged = reply.body.received;
    }
    const done = await client(`POST /uploads/${sent.id}/finish`, {});
    expect(done.body).toMatchObject({ status: 'complete', received: sent.content.length });
    this.#sent = null;
    await client(`DELETE /uploads/${sent.id}`);
    this.#over.add(sent.id);
  }

  async #import(client: Client, random: () => number): Promise<void> {
    const from = this.#parts++ * rowsEach;
    const content = `n,words\n${Array.from({ length: rowsEach }, (_, n) => `${from + n},word ${n % 7}`).join('\n')}\n`;
    const made = await client('POST /uploads', { name: 'parts.csv', bytes: content.length });
    const upload: string = made.body.id;
    await client(`PUT /uploads/${upload}?offset=0`, Buffer.from(content));
    await client(`POST /uploads/${upload}/finish`, {});
    const replace = this.#rows > 8 * rowsEach || random() < 0.2;
    const into =
      this.#dataset === null ? { kind: 'new' } : { kind: replace ? 'replace' : 'append', dataset: this.#dataset };
    const after = into.kind === 'append' ? this.#rows + rowsEach : rowsEach;
    this.#asked = { upload, job: null, rows: { before: this.#rows, after } };
    const reply = await client(`POST /uploads/${upload}/import`, { into, again: true });
    expect(reply.status, JSON.stringify(reply.body)).toBe(202);
    this.#asked.job = reply.body.job;
    this.#dataset = reply.body.dataset;
    await endOf(client, reply.body.job);
  }

  async #profile(client: Client): Promise<void> {
    if (this.#dataset === null || this.#rows === 0) return;
    const reply = await client(`POST /datasets/${this.#dataset}/profile`, {});
    expect(reply.status, JSON.stringify(reply.body)).toBe(202);
    this.#jobs.add(reply.body.job);
    await endOf(client, reply.body.job);
    this.#jobs.delete(reply.body.job);
    await this.#profile(client);
  }

  async #refresh(client: Client): Promise<void> {
    this.#columns += 1;
    this.#unread = true;
    const db = new DatabaseSync(this.#source.file);
    try {
      db.exec('begin');
      for (let n = 0; n < tablesThere; n++) db.exec(`alter table t${n} add column c${this.#columns} integer`);
      db.exec('commit');
    } finally {
      db.close();
    }
    await this.#readSource(client);
    await this.#refresh(client);
  }

  async #readSource(client: Client): Promise<void> {
    const reply = await client(`POST /connections/${this.#source.connection}/refresh`, {});
    expect(reply.status, JSON.stringify(reply.body)).toBe(202);
    this.#unread = false;
    this.#jobs.add(reply.body.id);
    await endOf(client, reply.body.id);
    this.#jobs.delete(reply.body.id);
  }

  /** Whether all is as it was acknowledged, first at once and then when what was begun has ended. */
  async holds(client: Client): Promise<void> {
    await this.#holdsSource(client, false);
    await this.#holdsDataset(client);
    await this.#settle(client);
    if (this.#unread) await this.#readSource(client);
    await this.#holdsSource(client, true);
    await this.#holdsUpload(client);
    await this.#discard(client);
    await expect.poll(() => this.strays(), { timeout: 15_000, interval: 200 }).toEqual([]);
  }

  /** Every table of the source is known as it was before a refresh, or every one as it is now. */
  async #holdsSource(client: Client, ended: boolean): Promise<void> {
    const path = `/connections/${this.#source.connection}`;
    const tables = await client(`GET ${path}/tables?limit=100`);
    expect(tables.status, JSON.stringify(tables.body)).toBe(200);
    const counts = new Set(tables.body.items.map(({ columns }: { columns: number }) => columns));
    expect([tables.body.items.length, counts.size]).toEqual([tablesThere, 1]);
    const [count] = counts;
    const { body } = await client(`GET ${path}/model`);
    const fields = new Set(body.model.tables.map((each: { fields: unknown[] }) => each.fields.length));
    expect(fields.size).toBe(1);
    // asked one after the other, so a refresh may have ended between them
    if (ended) expect([count, [...fields][0]]).toEqual([this.#columns, this.#columns]);
    else expect(count).toBeLessThanOrEqual(this.#columns);
  }

  async #holdsDataset(client: Client): Promise<void> {
    const asked = this.#asked;
    const rows = asked === null ? [this.#rows] : [asked.rows.before, asked.rows.after];
    if (this.#dataset === null) {
      // the reply that names it may be what was lost
      const { body } = await client('GET /datasets');
      this.#dataset = body.items[0]?.id ?? null;
    }
    if (this.#dataset === null) return;
    const seen = await client(`GET /datasets/${this.#dataset}`);
    expect(seen.status).toBe(200);
    expect(rows).toContain(seen.body.version?.rows ?? 0);
  }

  /** Waits for what was begun, and takes note of what came of it. */
  async #settle(client: Client): Promise<void> {
    for (const job of this.#jobs) await endOf(client, job);
    this.#jobs.clear();
    const asked = this.#asked;
    this.#asked = null;
    if (asked !== null && this.#dataset !== null) {
      const upload = await client(`GET /uploads/${asked.upload}`);
      const waits = upload.status === 200 && upload.body.status === 'complete';
      // one that was acknowledged is not forgotten
      if (asked.job !== null) expect(waits).toBe(false);
      const { body } = await client(`GET /datasets/${this.#dataset}`);
      if (!waits) {
        if (asked.job !== null) expect(body.lastImport?.job).toBe(asked.job);
        await endOf(client, body.lastImport.job);
        this.#over.add(asked.upload);
        this.#rows = asked.rows.after;
      } else await client(`DELETE /uploads/${asked.upload}`);
      await this.#holdsRows(client);
    } else if (asked !== null) await client(`DELETE /uploads/${asked.upload}`);
  }

  /** The files hold each row once, and the profile speaks of the version in force. */
  async #holdsRows(client: Client): Promise<void> {
    if (this.#rows === 0) return;
    const { body } = await client(`GET /datasets/${this.#dataset}`);
    expect(body.version.rows).toBe(this.#rows);
    const asked = await client('POST /queries', { connection: body.connection, query: counting(body.table) });
    expect(asked.body.result?.data, JSON.stringify(asked.body)).toEqual([[this.#rows], [this.#rows]]);
    const profile = await client(`GET /datasets/${this.#dataset}/profile`);
    expect([profile.status, profile.body?.version]).toEqual([200, body.version.id]);
    expect(profile.body.profile.rows).toBe(this.#rows);
  }

  /** What came of an upload is what was acknowledged, and it goes on from there. */
  async #holdsUpload(client: Client): Promise<void> {
    const sent = this.#sent;
    this.#sent = null;
    if (sent === null) return;
    const seen = await client(`GET /uploads/${sent.id}`);
    // its removal was asked for, and may have been done
    if (seen.status === 404 && sent.acknowledged === sent.content.length) return;
    expect(seen.status, JSON.stringify(seen.body)).toBe(200);
    expect(seen.body.received).toBeGreaterThanOrEqual(sent.acknowledged);
    expect(seen.body.received).toBeLessThanOrEqual(sent.sent);
    sent.acknowledged = seen.body.received;
    // the SHA-256 that was announced is compared here
    await this.#sendOn(client, sent, 1024 * 1024);
  }

  /** Discards uploads that the server keeps for somebody who never heard of them, or never heard that they are gone. */
  async #discard(client: Client): Promise<void> {
    const ids = this.strays().flatMap((file) => /\/uploads\/(upl_\w+)$/.exec(file)?.[1] ?? []);
    for (const id of ids.filter((each) => !this.#over.has(each))) {
      const { status } = await client(`GET /uploads/${id}`);
      if (status === 200) await client(`DELETE /uploads/${id}`);
    }
  }

  #datasets = (): string => {
    const orgs = join(this.#home, 'orgs');
    const [org = ''] = existsSync(orgs) ? readdirSync(orgs) : [];
    return join(orgs, org, 'datasets');
  };

  /** Files that nothing names: drafts, folders of tasks that ended, parts of no version, uploads of nobody. */
  strays(): readonly string[] {
    const all = existsSync(this.#home)
      ? readdirSync(this.#home, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
      : [];
    const folder = this.#datasets();
    const file = join(folder, 'datasets.json');
    const { datasets }: Index = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Index) : { datasets: [] };
    const named = new Set(
      datasets.flatMap(({ id, versions }) =>
        versions.flatMap(({ parts, aside }) => [...parts, ...aside].map((part) => `${id}/${part.file}`)),
      ),
    );
    return all.filter(
      (each) =>
        /\.new$|\/staging-|\.tmp$/.test(each) ||
        (/\/datasets\/[^/]+\/[^/]+$/.test(each) && !named.has(each.split('/datasets/')[1] ?? '')) ||
        /\/uploads\/[^/]+$/.test(each),
    );
  }
}

interface Part {
  readonly file: string;
}
interface Index {
  readonly datasets: readonly {
    readonly id: string;
    readonly current: string;
    readonly versions: readonly {
      readonly id: string;
      readonly parts: readonly Part[];
      readonly aside: readonly Part[];
    }[];
  }[];
}

/** Rows of a table, and different numbers in them. */
const counting = (table: string): object => ({
  measures: [
    { key: 'rows', value: { kind: 'count-rows', table } },
    { key: 'different', value: { kind: 'aggregate', function: 'count-distinct', field: `${table}.n` } },
  ],
});

/** A file with tables of two columns, as a source that changes. */
export function makeTables(file: string): void {
  const db = new DatabaseSync(file);
  for (let n = 0; n < tablesThere; n++) {
    db.exec(`create table t${n} (id integer primary key, word text)`);
    db.exec(`insert into t${n} values (1, 'a'), (2, 'b')`);
  }
  db.close();
}

/** Waits until a job has ended, which is well: what a kill cut short goes on by itself. */
async function endOf(client: Client, job: string): Promise<void> {
  for (const until = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { status, body } = await client(`GET /jobs/${job}`);
    expect(status, JSON.stringify(body)).toBe(200);
    if (body.status === 'succeeded') return;
    if (body.status !== 'queued' && body.status !== 'running') throw new Error(JSON.stringify(body));
    if (Date.now() > until) throw new Error(`It did not end within a minute: ${JSON.stringify(body)}`);
  }
}
