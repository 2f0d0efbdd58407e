import { SignJWT, UnsecuredJWT, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../db/migrate.ts';
import type { Db } from '../db/db.ts';
import { newId } from '../ids.ts';
import { onEachEngine, type TestDatabase } from '../testing/databases.ts';
import { openSigningKeys } from './signing-keys.ts';

const hour = 3_600_000;

onEachEngine('signing keys', (make) => {
  let database: TestDatabase;
  let db: Db;
  let now: number;
  const lines: string[] = [];
  const claims = { user: newId('usr'), org: newId('org'), session: newId('ses') };
  const open = (secret = 'a secret of the test, long enough') =>
    openSigningKeys({
      db,
      secret,
      clock: () => new Date(now),
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      lifetimeMs: hour,
    });

  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    lines.length = 0;
    database = await make();
    db = await database.open();
    await migrate(db, { now });
  });
  afterEach(async () => {
    await db.close();
    await database.remove();
  });

  test('a token says who and is checked with the published keys', async () => {
    const keys = open();
    const { token, expiresAt } = await keys.sign(claims);
    expect(await keys.verify(token)).toMatchObject(claims);
    expect(expiresAt.getTime()).toBe(now + hour);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    const { payload } = await jwtVerify(token, createLocalJWKSet(await keys.jwks()), { currentDate: new Date(now) });
    expect(payload).toMatchObject({
      sub: claims.user,
      org: claims.org,
      sid: claims.session,
      iss: 'lumiere',
      aud: 'lumiere-api',
    });
    expect(JSON.stringify(await keys.jwks())).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
  });

  test('a token ends with its time, also where it was seen before', async () => {
    const keys = open();
    const { token } = await keys.sign(claims);
    expect(await keys.verify(token)).toMatchObject(claims);
    now += hour;
    expect(await keys.verify(token)).toBeNull();
    expect(await open().verify(token)).toBeNull();
  });

  test('the key outlives a restart and is used by every process', async () => {
    const { token } = await open().sign(claims);
    const other = open();
    expect(await other.verify(token)).toMatchObject(claims);
    expect(decodeProtectedHeader((await other.sign(claims)).token).kid).toBe(decodeProtectedHeader(token).kid);
  });

  test('rotating signs nobody out, and the old key goes when its last token has ended', async () => {
    const keys = open();
    const elsewhere = open();
    const old = (await keys.sign(claims)).token;
    await elsewhere.verify(old);
    await keys.rotate();
    const fresh = (await keys.sign(claims)).token;
    expect(decodeProtectedHeader(fresh).kid).not.toBe(decodeProtectedHeader(old).kid);
    expect(await keys.verify(old)).toMatchObject(claims);
    expect((await keys.jwks()).keys).toHaveLength(2);
    // Another process meets a key that it does not know yet.
    now += 3000;
    expect(await elsewhere.verify(fresh)).toMatchObject(claims);
    now += hour + 60_000;
    expect((await keys.jwks()).keys).toHaveLength(1);
  });

  test('private keys are sealed; with another secret a new key is made and the log says so', async () => {
    const { token } = await open().sign(claims);
    const rows = await db.selectFrom('signing_keys').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('PRIVATE KEY');
    const other = open('another secret of the test, long enough');
    expect(decodeProtectedHeader((await other.sign(claims)).token).kid).not.toBe(decodeProtectedHeader(token).kid);
    expect(lines.join()).toContain('sealed with another LUMIERE_SECRET');
  });

  test('forgeries are refused', async () => {
    const keys = open();
    const { token } = await keys.sign(claims);
    const kid = decodeProtectedHeader(token).kid!;
    const [head, body, signature] = token.split('.') as [string, string, string];
    const jwk = (await keys.jwks()).keys[0]!;
    const forge = (header: { alg: string; typ?: string; kid?: string }, key: Uint8Array) =>
      new SignJWT({ org: claims.org, sid: claims.session })
        .setProtectedHeader(header)
        .setSubject(claims.user)
        .setIssuer('lumiere')
        .setAudience('lumiere-api')
        .setExpirationTime('1h')
        .sign(key);
    const changed = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), org: newId('org') }),
    ).toString('base64url');
    const hostile = [
      '',
      'x',
      'a.b.c',
      new UnsecuredJWT({ org: claims.org, sid: claims.session })
        .setSubject(claims.user)
        .setIssuer('lumiere')
        .setAudience('lumiere-api')
        .setExpirationTime('1h')
        .encode(),
      // The public key as a shared secret.
      await forge({ alg: 'HS256', typ: 'at+jwt', kid }, Buffer.from(jwk.n!)),
      `${head}.${changed}.${signature}`,
      `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      `${head}.${body}.`,
    ];
    for (const each of hostile) expect(await keys.verify(each)).toBeNull();
  });

  test('many first requests at once make one key and all their tokens are good', async () => {
    const keys = open();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => keys.sign(claims)));
    for (const { token } of tokens) expect(await keys.verify(token)).toMatchObject(claims);
    expect((await keys.jwks()).keys).toHaveLength(1);
  });
});
