import { beforeEach, expect, test, vi } from 'vitest';
import { createApi } from '../api.ts';
import { fakeUploads } from '../../testing/fake-uploads.ts';
import { createUploads, fileKey } from './uploads.ts';

const kept = new Map<string, string>();
// as much of a storage as is used
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
} as unknown as Storage;
beforeEach(() => kept.clear());

const words = new Uint8Array(2_500_000).fill(7);
const file = (name = 'a.csv') => new File([words], name, { lastModified: 1 });
const open = (server: ReturnType<typeof fakeUploads>) =>
  createUploads(createApi(server.fetch).call, storage, 'usr_00000001', { pause: async () => {} });
const remembered = (id: string) =>
  storage.setItem(
    'lumiere-uploads-usr_00000001',
    JSON.stringify([{ key: fileKey(file()), id, name: 'a.csv', bytes: words.length, dataset: null }]),
  );

test('files are sent one after the other', async () => {
  const uploads = open(fakeUploads());
  let most = 0;
  uploads.subscribe(() => {
    most = Math.max(most, uploads.items().filter(({ phase }) => phase === 'sending').length);
  });
  uploads.add([file('a.csv'), file('b.csv')], null);
  await vi.waitFor(() => expect(uploads.items().map(({ phase }) => phase)).toEqual(['done', 'done']));
  expect(most).toBe(1);
});

test('a paused file stays where it is and goes on from there', async () => {
  const server = fakeUploads();
  const uploads = open(server);
  const stop = uploads.subscribe(() => {
    const [item] = uploads.items();
    if (item?.phase !== 'sending' || item.sent === 0) return;
    stop();
    uploads.pause(item.key);
  });
  uploads.add([file()], null);
  await vi.waitFor(() => expect(uploads.items()[0]?.phase).toBe('paused'));
  expect(server.content().length).toBeLessThan(words.length);
  uploads.resume(fileKey(file()));
  await vi.waitFor(() => expect(uploads.items()[0]?.phase).toBe('done'));
  expect(server.content().length).toBe(words.length);
  expect(server.announced()).toBe(1);
});

test('after a reload the same file goes on where the server has it, without being announced again', async () => {
  remembered('upl_00000000');
  const server = fakeUploads();
  server.hold(words.slice(0, 1_000_000), words.length);
  const uploads = open(server);
  expect(uploads.items()[0]?.phase).toBe('interrupted');
  await vi.waitFor(() => expect(uploads.items()[0]?.sent).toBe(1_000_000));
  uploads.add([file()], null);
  await vi.waitFor(() => expect(uploads.items()[0]?.phase).toBe('done'));
  expect(server.announced()).toBe(0);
  expect(server.content().length).toBe(words.length);
});

test('what the server no longer has is not offered any more', async () => {
  remembered('upl_00000009');
  const uploads = open(fakeUploads({ gone: true }));
  await vi.waitFor(() => expect(uploads.items()).toEqual([]));
  expect(storage.getItem('lumiere-uploads-usr_00000001')).toBe('[]');
});

test('a discarded file is off the list, and is not remembered', async () => {
  const uploads = open(fakeUploads());
  uploads.add([file()], null);
  await vi.waitFor(() => expect(uploads.items()[0]?.phase).toBe('done'));
  await uploads.discard(fileKey(file()));
  expect(uploads.items()).toEqual([]);
  expect(storage.getItem('lumiere-uploads-usr_00000001')).toBe('[]');
});
