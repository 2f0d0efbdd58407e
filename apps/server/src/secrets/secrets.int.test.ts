import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ConnectionId, OrgId } from '@lumiere/contract';
import { insertConnection } from '../data/connection-store.ts';
import type { Db } from '../db/db.ts';
import { migrate } from '../db/migrate.ts';
import { newId } from '../ids.ts';
import { type TestDatabase, onEachEngine } from '../testing/databases.ts';
import { openConfig, sealConfig, showConfig } from './connection-config.ts';
import { type Keyring, SecretError, openKeyring } from './keyring.ts';
import { rotateSecrets } from './rotate.ts';

const secret = 'the server’s own secret, long enough to be one';
const kind = { secrets: ['password', 'tls.key'] };
const config = { host: 'db.example.com', port: 5432, password: 'hunter2 🐘', tls: { key: 'PEM', mode: 'require' } };

onEachEngine('the secrets of connections', (make) => {
  let database: TestDatabase;
  let db: Db;
  let org: OrgId;
  let keyring: Keyring;
  beforeAll(async () => {
    database = await make();
    db = await database.open();
    await migrate(db, { now: 1 });
    org = newId('org');
    await db.insertInto('organizations').values({ id: org, name: 'Acme', created_at: 1 }).execute();
  });
  beforeEach(async () => {
    await db.deleteFrom('connections').execute();
    await db.deleteFrom('secret_keys').execute();
    keyring = openKeyring({ db, secret });
  });
  afterAll(async () => {
    await db.close();
    await database.remove();
  });

  const connect = (given: object = config): Promise<ConnectionId> =>
    db.transaction(async (trx) => {
      const id = newId('con');
      const sealed = await sealConfig(keyring, trx, kind, { org, connection: id }, given);
      const made = { id, kind: 'postgres', name: 'x', config: JSON.stringify(sealed), sample: false, now: 1 };
      await insertConnection(trx, org, made);
      return id;
    });
  const stored = async (id: ConnectionId): Promise<Record<string, unknown>> =>
    JSON.parse(
      (await db.selectFrom('connections').select('config').where('id', '=', id).executeTakeFirstOrThrow()).config,
    ) as Record<string, unknown>;
  const opened = async (id: ConnectionId, by: Keyring = keyring) =>
    openConfig(by, db, kind, { org, connection: id }, await stored(id));
  const keys = () => db.selectFrom('secret_keys').select(['id', 'retired_at']).execute();

  test('come back as they were, and lie nowhere as they are', async () => {
    const id = await connect();
    expect(await opened(id)).toEqual(config);
    expect(await opened(id, openKeyring({ db, secret }))).toEqual(config);
    const text = JSON.stringify(await stored(id));
    for (const each of ['hunter2', 'PEM']) expect(text).not.toContain(each);
    expect(text).toContain('db.example.com');
    // the same password twice does not look the same
    const other = await stored(await connect());
    expect(other['password']).not.toEqual((await stored(id))['password']);
  });

  test('are shown to nobody, but whether they are set is', async () => {
    expect(showConfig(kind, await stored(await connect()))).toEqual({
      config: { host: 'db.example.com', port: 5432, tls: { mode: 'require' } },
      secretsSet: ['password', 'tls.key'],
    });
    expect(showConfig(kind, { host: 'x', password: '' })).toEqual({ config: { host: 'x' }, secretsSet: [] });
  });

  test('that were stored before they were sealed are still read', async () => {
    expect(await openConfig(keyring, db, kind, { org, connection: newId('con') }, config)).toEqual(config);
    const file = { file: '/data/shop.duckdb' };
    expect(await openConfig(keyring, db, { secrets: [] }, { org, connection: newId('con') }, file)).toEqual(file);
  });

  test('that were moved to another connection, organization or field, changed, or merely look sealed cannot be opened', async () => {
    const id = await connect();
    const other = await connect({ ...config, password: 'another' });
    const [mine, theirs] = [await stored(id), await stored(other)];
    const { password } = mine as { password: { sealed: string } };
    const moved: readonly [OrgId, ConnectionId, object][] = [
      [org, other, { ...theirs, password }],
      [newId('org'), id, mine],
      [org, id, { password: (mine['tls'] as { key: object }).key }],
      [org, id, { password: { sealed: `${password.sealed.slice(0, -4)}AAAA` } }],
      [org, id, { password: { sealed: password.sealed.slice(0, 60) } }],
      [org, id, { password: { sealed: 'v1.nobody.AAAA' } }],
      [org, id, { password: { sealed: 'nonsense' } }],
    ];
    for (const [where, connection, value] of moved)
      await expect(openConfig(keyring, db, kind, { org: where, connection }, value)).rejects.toThrow(SecretError);
    // what somebody typed that looks sealed is a password like any other
    const typed = await connect({ ...config, password: { sealed: password.sealed } });
    expect(await opened(typed)).toMatchObject({ password: { sealed: password.sealed } });
  });

  test('under another LUMIERE_SECRET cannot be opened, and it is said why', async () => {
    const id = await connect();
    const other = openKeyring({ db, secret: 'another secret that is long enough as well' });
    const error = await opened(id, other).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SecretError);
    expect((error as SecretError).problem).toMatchObject({ code: 'secret.unreadable', message: /LUMIERE_SECRET/ });
  });

  test('are sealed anew by a rotation, after which the old key is gone; servers that run go on', async () => {
    const ids = [await connect(), await connect({ host: 'x' }), await connect()];
    const running = openKeyring({ db, secret });
    for (const id of ids) await opened(id, running);
    const [before] = await keys();
    const rotated = await rotateSecrets(db, openKeyring({ db, secret }), 2);
    expect(rotated).toMatchObject({ resealed: 4, unreadable: [], removed: 1 });
    expect(await keys()).toEqual([{ id: rotated.key, retired_at: null }]);
    expect(rotated.key).not.toBe(before?.id);
    for (const [i, id] of ids.entries()) expect(await opened(id, running)).toEqual(i === 1 ? { host: 'x' } : config);
    const id = await connect();
    expect(JSON.stringify(await stored(id))).toContain(rotated.key);
  });

  test('can all be opened wherever a rotation is interrupted, and the next one finishes it', async () => {
    const ids = [await connect(), await connect(), await connect()];
    for (let cut = 0; cut < 6; cut++) {
      let transactions = 0;
      const failing: Db = {
        ...db,
        transaction: (work) => {
          if (transactions++ === cut) throw new Error('the lights went out');
          return db.transaction(work);
        },
      };
      await rotateSecrets(failing, openKeyring({ db, secret }), cut).catch((error: unknown) =>
        expect(String(error)).toContain('lights'),
      );
      for (const id of ids) expect(await opened(id, openKeyring({ db, secret }))).toEqual(config);
    }
    expect(await rotateSecrets(db, openKeyring({ db, secret }), 99)).toMatchObject({ resealed: 6, unreadable: [] });
    expect(await keys()).toHaveLength(1);
  });

  test('that are being stored while keys are rotated can be opened ever after', async () => {
    const elsewhere = await database.open();
    const ids: ConnectionId[] = [];
    let rotating = true;
    const storing = (async () => {
      while (rotating) {
        ids.push(await connect());
        await pause(2);
      }
    })();
    for (let round = 0; round < 5; round++)
      await rotateSecrets(elsewhere, openKeyring({ db: elsewhere, secret }), round);
    rotating = false;
    await storing;
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(await opened(id)).toEqual(config);
    await elsewhere.close();
  });

  test('that cannot be opened are left as they are by a rotation, with their key', async () => {
    const id = await connect();
    const { password } = (await stored(id)) as { password: { sealed: string } };
    const broken = { password: { sealed: `${password.sealed.slice(0, -4)}AAAA` } };
    await db
      .updateTable('connections')
      .set({ config: JSON.stringify(broken) })
      .where('id', '=', id)
      .execute();
    const rotated = await rotateSecrets(db, keyring, 2);
    expect(rotated).toMatchObject({ resealed: 0, removed: 0, unreadable: [{ connection: id }] });
    expect(await stored(id)).toEqual(broken);
    expect(await keys()).toHaveLength(2);
  });
});
