import type { Command } from './command.ts';

/** Every command by the words that call it; each is loaded only when it is. */
export const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  ask: () => import('./ask.ts'),
  sql: () => import('./sql.ts'),
  'connection add': () => import('./connection-add.ts'),
  'connection test': () => import('./connection-test.ts'),
  'connection refresh': () => import('./connection-refresh.ts'),
  'user create': () => import('./user-create.ts'),
  'user reset': () => import('./user-reset.ts'),
  'api-key create': () => import('./api-key-create.ts'),
  'keys rotate': () => import('./keys-rotate.ts'),
  'secrets rotate': () => import('./secrets-rotate.ts'),
  'events dead': () => import('./events-dead.ts'),
  'events replay': () => import('./events-replay.ts'),
  migrate: () => import('./migrate.ts'),
  doctor: () => import('./doctor.ts'),
  version: () => import('./version.ts'),
};
