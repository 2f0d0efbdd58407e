import { expect, test } from 'vitest';
import { makeLog } from './log.ts';

test('fields that are secret by their name are not written, wherever they stand', () => {
  const lines: string[] = [];
  const log = makeLog({ logLevel: 'info' }, { write: (line: string) => void lines.push(line) });
  const secret = 'hunter2';
  log.info(
    {
      password: secret,
      user: 'ada',
      headers: { authorization: secret, cookie: secret },
      body: { token: secret, inner: { password: secret } },
    },
    'x',
  );
  log.child({ token: secret }).warn({ config: { secret, databaseUrl: secret } }, 'y');
  expect(lines.join()).not.toContain(secret);
  expect(lines[0]).toContain('"user":"ada"');
});
