import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from './browser-rules.ts';

type Encoding = 'br' | 'gzip' | 'identity';

interface Asset {
  readonly type: string;
  readonly tag: string;
  readonly policy: string | null;
  /** Bytes by encoding, each made when it is first asked for. */
  readonly encoded: Map<Encoding, Promise<Buffer>>;
}

/** A folder of built pages. */
export interface Web {
  /** Answers a file of the folder, or the app's page where `path` is one of its addresses; null where it is neither. */
  answer(path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | null>;
}

/**
 * Serves the files that are in `folder` now and no others, so no path can lead out of it. Files with a hash in their name stay in the browser for
 * ever; `index.html` is asked for again each time.
 */
export function openWeb(folder: string): Web {
  const files = new Map(list(folder).map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]));
  const assets = new Map<string, Promise<Asset>>();

  function load(path: string, file: string): Promise<Asset> {
    const known = assets.get(path);
    if (known !== undefined) return known;
    const asset = read(file);
    assets.set(path, asset);
    // A file that could not be read is tried again.
    asset.catch(() => assets.delete(path));
    return asset;
  }

  function bytes(asset: Asset, encoding: Encoding, file: string): Promise<Buffer> {
    const known = asset.encoded.get(encoding);
    if (known !== undefined) return known;
    const made = compressed(asset, encoding, file, files);
    asset.encoded.set(encoding, made);
    return made;
  }

  return {
    async answer(path, request, reply) {
      const name = files.has(path) && path !== '/' ? path : /\.[a-z0-9]+$/i.test(path) ? null : '/index.html';
      const file = name === null ? undefined : files.get(name);
      if (name === null || file === undefined) return null;
      const asset = await load(name, file);
      reply.header(
        'cache-control',
        /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(name) && name.startsWith('/assets/')
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
      );
      reply.headers({ 'content-type': asset.type, etag: asset.tag, vary: 'Accept-Encoding' });
      if (asset.policy !== null) reply.header('content-security-policy', asset.policy);
      if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
      const encoding = choose(String(request.headers['accept-encoding'] ?? ''), asset.type);
      if (encoding !== 'identity') reply.header('content-encoding', encoding);
      return reply.send(await bytes(asset, encoding, file));
    },
  };
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    // Not built: every page answers that there is nothing.
    return [];
  }
}

async function read(file: string): Promise<Asset> {
  const content = await readFile(file);
  const type = types[extname(file)] ?? 'application/octet-stream';
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const policy = type === types['.html'] ? pagePolicy(inlineHashes(content.toString('utf8'))) : null;
  return { type, tag, policy, encoded: new Map([['identity', Promise.resolve(content)]]) };
}

/** The page's own inline scripts are allowed by their hash; anything slipped in later is not. */
function inlineHashes(html: string): readonly string[] {
  const scripts = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  return scripts.map(([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
}

async function compressed(
  asset: Asset,
  encoding: Encoding,
  file: string,
  files: ReadonlyMap<string, string>,
): Promise<Buffer> {
  const plain = (await asset.encoded.get('identity')) ?? (await readFile(file));
  const beside = `${file}${encoding === 'br' ? '.br' : '.gz'}`;
  switch (encoding) {
    case 'identity':
      return plain;
    case 'br':
      return [...files.values()].includes(beside)
        ? readFile(beside)
        : promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
    case 'gzip':
      return [...files.values()].includes(beside) ? readFile(beside) : promisify(gzip)(plain);
  }
}

function choose(accepted: string, type: string): Encoding {
  if (!/^(text\/|application\/(javascript|json|manifest|wasm)|image\/svg)/.test(type)) return 'identity';
  const names = accepted
    .split(',')
    .map((each) => each.trim())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.split(';', 1)[0]);
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : 'identity';
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};
