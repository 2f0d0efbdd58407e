import type { Deps } from '../deps.ts';
import { live } from '../realtime/live.ts';
import type { Subscriber } from './transport.ts';

/** Everybody who listens to events: a new one is a file and a line here. */
export const subscribers: readonly Subscriber<Deps>[] = [live];
