import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash, createHmac, hkdfSync, randomBytes, createCipheriv, createDecipheriv } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../config.ts';

/** The server's secret: the setting, or in development one made at the first start and kept in the data folder, its owner's alone. */
export function openSecret(config: Pick<Config, 'home' | 'secret'>): string {
  if (config.secret !== null) return config.secret;
  const file = join(config.home, 'secret');
  try {
    writeFileSync(file, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Made by an earlier start, or by another process a moment ago.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32)
    throw new SecretError(
      `The secret in ${file} is damaged: it has ${secret.length} characters where 64 were written. Restore the file from a backup.`,
    );
  return secret;
}

/** The secret cannot be used; the message says what to do. */
export class SecretError extends Error {}

/** 256 random bits as text for a link, a cookie or a key. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a random token. It has 256 random bits, so one round is enough; passwords go through argon2. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A token that follows from another one and the secret, for whoever holds both. */
export const deriveToken = (secret: string, purpose: string, from: string): string =>
  createHmac('sha256', key(secret, purpose)).update(from).digest('base64url');

/** Encrypts (AES-256-GCM) what must not be readable in the database or a backup of it. */
export function seal(secret: string, purpose: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(secret, purpose), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `v1.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Gives back what `seal` took; null where the secret is another one or the text was changed. */
export function unseal(secret: string, purpose: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url');
  if (!sealed.startsWith('v1.') || bytes.length < 28) return null;
  const decipher = createDecipheriv('aes-256-gcm', key(secret, purpose), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function key(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'lumiere', purpose, 32));
}
