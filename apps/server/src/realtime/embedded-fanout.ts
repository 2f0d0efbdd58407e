import { randomBytes } from 'node:crypto';
import type { Fanout, Listener } from './fanout.ts';

interface Channel {
  /** A channel that was forgotten and made anew is another one: its numbers mean something else. */
  readonly epoch: string;
  seq: number;
  /** The latest messages, their numbers ending with `seq`. */
  readonly kept: Buffer[];
  bytes: number;
  readonly listeners: Set<Listener>;
  /** When the last listener left, by the steady clock. */
  leftAt: number;
}

export interface FanoutOptions {
  /** Messages, and bytes of them, that are kept of a topic for those who come back. */
  readonly keepMessages?: number;
  readonly keepBytes?: number;
  /** How long a topic is remembered that nobody listens to. */
  readonly keepMs?: number;
}

/** Fan-out within one process. A topic that nobody listens to, or did lately, costs nothing. */
export function embeddedFanout(options: FanoutOptions = {}): Fanout {
  const { keepMessages = 500, keepBytes = 512 * 1024, keepMs = 5 * 60_000 } = options;
  const channels = new Map<string, Channel>();
  const sweep = setInterval(
    () => {
      const now = performance.now();
      for (const [name, { listeners, leftAt }] of channels)
        if (listeners.size === 0 && now - leftAt > keepMs) channels.delete(name);
    },
    Math.max(10, keepMs / 5),
  ).unref();

  return {
    publish: (org, topic, event) => {
      const channel = channels.get(`${org} ${topic}`);
      if (channel === undefined) return;
      const frame = Buffer.from(JSON.stringify({ topic, seq: ++channel.seq, event }));
      channel.kept.push(frame);
      channel.bytes += frame.length;
      while (channel.kept.length > keepMessages || channel.bytes > keepBytes) {
        const oldest = channel.kept.shift();
        if (oldest === undefined) break;
        channel.bytes -= oldest.length;
      }
      for (const listener of channel.listeners) listener.message(frame);
    },
    listen: (org, topic, after, listener) => {
      const name = `${org} ${topic}`;
      const channel = channels.get(name) ?? makeChannel();
      channels.set(name, channel);
      const { epoch, seq, kept, listeners } = channel;
      const missed = after?.epoch === epoch ? seq - after.seq : null;
      const resumes = missed !== null && missed >= 0 && missed <= kept.length;
      listener.joined({ epoch, seq: resumes ? seq - missed : seq, reset: after !== null && !resumes });
      if (resumes && missed > 0) for (const frame of kept.slice(-missed)) listener.message(frame);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        channel.leftAt = performance.now();
      };
    },
    close: () => {
      clearInterval(sweep);
      channels.clear();
    },
  };
}

const makeChannel = (): Channel => ({
  epoch: randomBytes(12).toString('base64url'),
  seq: 0,
  kept: [],
  bytes: 0,
  listeners: new Set(),
  leftAt: performance.now(),
});
