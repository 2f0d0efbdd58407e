import type { Subscriber } from '../events/transport.ts';
import type { Fanout } from './fanout.ts';
import { topicsOfEvent } from './topics.ts';

/** Tells those who look at a connection or a dataset what became of it. */
export const live: Subscriber<{ readonly fanout: Fanout }> = {
  name: 'live',
  types: ['connection.ready', 'connection.failed', 'connection.removed', 'data.ingestion', 'data.processing.complete'],
  handle: async (event, { fanout }) => {
    const { org, key: _key, ...all } = event;
    // people listen from whom rules hide rows: how many there are they are told where they ask
    const told = all.type === 'data.processing.complete' ? { ...all, data: { ...all.data, rows: null } } : all;
    for (const topic of topicsOfEvent(event)) fanout.publish(org, topic, told);
  },
};
