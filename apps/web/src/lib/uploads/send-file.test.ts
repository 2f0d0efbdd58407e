import { expect, test } from 'vitest';
import type { Upload } from '@lumiere/contract';
import { createApi } from '../api.ts';
import { fakeUploads } from '../../testing/fake-uploads.ts';
import { sendFile, type SendNews } from './send-file.ts';

const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);

/** Compared by hand, as a matcher takes seconds over millions of bytes. */
const arrived = (server: ReturnType<typeof fakeUploads>) =>
  server.content().length === bytes.length && server.content().every((byte, index) => byte === bytes[index]);

/** Sends the file to a server that fails as it is told, without waiting between attempts. */
async function send(server: ReturnType<typeof fakeUploads>, stop = new AbortController()) {
  const { call } = createApi(server.fetch);
  const news: SendNews[] = [];
  const upload: Upload = await call('POST /api/v1/uploads', { body: { name: 'a.csv', bytes: bytes.length } });
  const done = await sendFile(new Blob([bytes]), upload, {
    call,
    signal: stop.signal,
    tell: (each) => news.push(each),
    pause: async (_, signal) => signal.throwIfAborted(),
  });
  return { done, news };
}

test('a file arrives byte for byte, and its progress only grows', async () => {
  const server = fakeUploads();
  const { done, news } = await send(server);
  expect(done.status).toBe('complete');
  expect(arrived(server)).toBe(true);
  const sent = news.flatMap((each) => (each.kind === 'sent' ? each.sent : []));
  expect(sent).toEqual(sent.toSorted((a, b) => a - b));
  expect(sent.at(-1)).toBe(bytes.length);
});

test.each([
  ['the network breaks', 'break'],
  ['the server restarts', 'unavailable'],
  ['the reply is lost though the chunk arrived', 'lost'],
] as const)('where %s, it goes on by itself and nothing is doubled', async (_, fault) => {
  const server = fakeUploads({ faults: new Map([[1, fault]]) });
  const { done, news } = await send(server);
  expect(done.status).toBe('complete');
  expect(arrived(server)).toBe(true);
  expect(news.some((each) => each.kind === 'waiting')).toBe(true);
});

test('where the server has less or more than was thought, it goes on where the server says', async () => {
  const server = fakeUploads({ faults: new Map([[1, 'forget']]) });
  const { done } = await send(server);
  expect(done.status).toBe('complete');
  expect(arrived(server)).toBe(true);
});

test('a refusal is told and not tried again', async () => {
  const server = fakeUploads({ faults: new Map([[1, 'refuse']]) });
  await expect(send(server)).rejects.toMatchObject({ code: 'file.too-large' });
  expect(server.chunks()).toBe(2);
});
