import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { CryptoKey, JSONWebKeySet, JWK } from 'jose';
import type { Logger } from 'pino';
import type { OrgId, UserId } from '@lumiere/contract';
import type { Db } from '../db/db.ts';
import { seal, unseal } from './secret.ts';

/** What an access token says. Role and rights are not in it: they are read from the database with every request. */
export interface Claims {
  readonly user: UserId;
  readonly org: OrgId;
  readonly session: string;
}

/** The claims of a token that is good until `expiresAt`. */
export interface Verified extends Claims {
  readonly expiresAt: Date;
}

/** The RS256 keys that sign access tokens. */
export interface SigningKeys {
  sign(claims: Claims): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** The claims of a token that we signed and that has not expired, and when it will; null for anything else. */
  verify(token: string): Promise<Verified | null>;
  /** The public keys (RFC 7517). */
  jwks(): Promise<JSONWebKeySet>;
  /** Signs with a new key from now on; tokens of the old one are good until they expire. Gives the new key's id. */
  rotate(): Promise<string>;
}

export interface KeyPair {
  readonly id: string;
  readonly jwk: JWK;
  /** The private key as PEM. */
  readonly pkcs8: string;
}

interface Key {
  readonly id: string;
  readonly jwk: JWK;
  readonly publicKey: CryptoKey;
  readonly sealed: string;
  readonly retiredAt: number | null;
}

interface Options {
  readonly db: Db;
  readonly secret: string;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly lifetimeMs: number;
  readonly makeKey?: () => Promise<KeyPair>;
}

const purpose = 'signing-key';
const issuer = 'lumiere';
const audience = 'lumiere-api';
/** Another process may rotate: keys are read again this often, and at once for a token whose key is not known. */
const rereadMs = 60_000;
const rereadUnknownMs = 2000;
const cachedTokens = 5000;

export function openSigningKeys({ db, secret, clock, log, lifetimeMs, makeKey = makeKeyPair }: Options): SigningKeys {
  let loaded: { readonly keys: readonly Key[]; readonly at: number } | null = null;
  let loading: Promise<readonly Key[]> | null = null;
  let making: Promise<string> | null = null;
  let signer: { readonly id: string; readonly privateKey: CryptoKey } | null = null;
  const verified = new Map<string, Verified>();

  async function load(maxAgeMs: number): Promise<readonly Key[]> {
    if (loaded !== null && clock().getTime() - loaded.at < maxAgeMs) return loaded.keys;
    // One read serves all who wait for it.
    loading ??= read().finally(() => (loading = null));
    return loading;
  }

  async function read(): Promise<readonly Key[]> {
    const { importJWK } = await import('jose');
    const now = clock().getTime();
    const rows = await db.selectFrom('signing_keys').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
    const alive = rows.filter((row) => row.retired_at === null || row.retired_at + lifetimeMs > now);
    const keys = await Promise.all(
      alive.map(async (row) => {
        // Written by `rotate` below.
        const jwk = JSON.parse(row.public_jwk) as JWK;
        return {
          id: row.id,
          jwk,
          publicKey: (await importJWK(jwk, 'RS256')) as CryptoKey,
          sealed: row.private_sealed,
          retiredAt: row.retired_at,
        };
      }),
    );
    loaded = { keys, at: now };
    return keys;
  }

  async function currentSigner(): Promise<{ readonly id: string; readonly privateKey: CryptoKey }> {
    const { importPKCS8 } = await import('jose');
    const current = (await load(rereadMs)).find((key) => key.retiredAt === null);
    if (current !== undefined && current.id === signer?.id) return signer;
    const pkcs8 = current === undefined ? null : unseal(secret, purpose, current.sealed);
    if (current !== undefined && pkcs8 !== null) {
      signer = { id: current.id, privateKey: await importPKCS8(pkcs8, 'RS256') };
      return signer;
    }
    if (current !== undefined)
      log.warn(
        { key: current.id },
        'The signing key was sealed with another LUMIERE_SECRET; a new one is made and everyone keeps their session.',
      );
    // Whoever else waits for the first key waits for this one.
    making ??= rotate().finally(() => (making = null));
    await making;
    return currentSigner();
  }

  async function rotate(): Promise<string> {
    const made = await makeKey();
    const now = clock().getTime();
    await db.transaction(async (trx) => {
      await trx.updateTable('signing_keys').set({ retired_at: now }).where('retired_at', 'is', null).execute();
      await trx
        .insertInto('signing_keys')
        .values({
          id: made.id,
          algorithm: 'RS256',
          public_jwk: JSON.stringify(made.jwk),
          private_sealed: seal(secret, purpose, made.pkcs8),
          created_at: now,
          retired_at: null,
        })
        .execute();
      await trx
        .deleteFrom('signing_keys')
        .where('retired_at', '<', now - lifetimeMs)
        .execute();
    });
    loaded = null;
    return made.id;
  }

  return {
    async sign(claims) {
      const { SignJWT } = await import('jose');
      const { id, privateKey } = await currentSigner();
      const issued = Math.floor(clock().getTime() / 1000);
      const expires = issued + Math.floor(lifetimeMs / 1000);
      const token = await new SignJWT({ org: claims.org, sid: claims.session })
        .setProtectedHeader({ alg: 'RS256', kid: id, typ: 'at+jwt' })
        .setSubject(claims.user)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issued)
        .setExpirationTime(expires)
        .sign(privateKey);
      return { token, expiresAt: new Date(expires * 1000) };
    },

    async verify(token) {
      const now = clock().getTime();
      const known = verified.get(token);
      if (known !== undefined) {
        if (known.expiresAt.getTime() > now) return known;
        verified.delete(token);
        return null;
      }
      const { decodeProtectedHeader, jwtVerify } = await import('jose');
      try {
        const { kid } = decodeProtectedHeader(token);
        const find = (keys: readonly Key[]): Key | undefined => keys.find((each) => each.id === kid);
        const key = find(await load(rereadMs)) ?? find(await load(rereadUnknownMs));
        if (key === undefined) return null;
        const { payload } = await jwtVerify(token, key.publicKey, {
          algorithms: ['RS256'],
          typ: 'at+jwt',
          issuer,
          audience,
          currentDate: new Date(now),
        });
        const { sub, exp, org, sid } = payload;
        if (sub === undefined || exp === undefined || typeof org !== 'string' || typeof sid !== 'string') return null;
        // We signed these: they are the ids that `sign` was given.
        const claims: Verified = {
          user: sub as UserId,
          org: org as OrgId,
          session: sid,
          expiresAt: new Date(exp * 1000),
        };
        verified.set(token, claims);
        const oldest = verified.keys().next();
        if (verified.size > cachedTokens && oldest.done !== true) verified.delete(oldest.value);
        return claims;
      } catch (error) {
        const { errors } = await import('jose');
        // Not a token of ours; a database that cannot be read is another matter.
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
        throw error;
      }
    },

    async jwks() {
      await currentSigner();
      return { keys: (await load(rereadMs)).map(({ jwk }) => jwk) };
    },

    rotate,
  };
}

/** Makes a key pair of 2048 bits; that takes up to half a second. */
export async function makeKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const id = randomUUID();
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  if (kty !== 'RSA' || n === undefined || e === undefined) throw new Error('The runtime made a key that is not RSA.');
  return {
    id,
    jwk: { kty, n, e, kid: id, alg: 'RS256', use: 'sig' },
    pkcs8: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}
