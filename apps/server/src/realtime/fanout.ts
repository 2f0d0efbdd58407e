import type { OrgId, SocketEvent, SocketPlace } from '@lumiere/contract';

/** Somebody who listens to a topic. Called in this order: `joined` once, then every message, none left out. */
export interface Listener {
  joined(place: SocketPlace & { readonly reset: boolean }): void;
  /** The envelope as UTF-8 JSON, made once for all who listen. */
  message(frame: Buffer): void;
}

/** Carries events to everybody who listens to a topic of an organization: within this process, later between several. */
export interface Fanout {
  publish(org: OrgId, topic: string, event: SocketEvent): void;
  /** Begins to listen, after `after` where that is still kept; gives the way to stop. */
  listen(org: OrgId, topic: string, after: SocketPlace | null, listener: Listener): () => void;
  close(): void;
}
