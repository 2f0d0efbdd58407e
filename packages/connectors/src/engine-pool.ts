import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { ChildEnded, EngineProcess, type Received } from './engine-process.ts';
import { type EngineTarget, habits, identityOf, keyOf } from './engine-target.ts';
import type { Limits, Request } from './protocol.ts';
import { SourceError } from './source-error.ts';
import { defaultCommand, type EngineKind, type SpawnCommand } from './spawn-command.ts';

export interface PoolOptions {
  /** Children at most, of all kinds together; 4. */
  readonly max?: number;
  /** A child without work for so long ends; 5 minutes. */
  readonly idleMs?: number;
  /** Queries that may wait for a child before others are turned away; 200. */
  readonly queue?: number;
  /** Memory of all engines together, divided by `max`; half of the machine's. */
  readonly memoryMb?: number;
  /** Cores of all engines together; a child gets at least two where there are two, so that a query alone is not slow. */
  readonly threads?: number;
  /** Where queries spill what does not fit into memory; a folder of its own in the system's, removed on close. */
  readonly tempFolder?: string;
  readonly tempMb?: number;
  readonly commands?: Partial<Record<EngineKind, SpawnCommand>>;
  /** Gets what children print when they fail. */
  readonly log?: (line: string) => void;
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** When even a child that hears nothing is killed, counted from when the request is sent. */
  readonly timeoutMs: number;
}

/** How long opening a file may take. */
const openMs = 30_000;

/** How long a child that was asked to stop a query may take before it is killed. */
const graceMs = 3000;

interface Member {
  readonly target: EngineTarget;
  readonly process: EngineProcess;
  /** Which file it opened: another one of the same name needs another child. */
  readonly identity: string;
  readonly opened: Promise<string>;
  busy: number;
  used: number;
  idle: NodeJS.Timeout | null;
  /** Takes no new work. */
  leaving: boolean;
}

interface Seeker {
  readonly target: EngineTarget;
  readonly take: (member: Member) => void;
  readonly fail: (error: Error) => void;
}

/**
 * The children that hold engines: started when needed, kept while used, the least recently used given up for another file, killed when
 * they do not obey. A query whose child dies fails; those that were in it by chance are run once more, one after the other.
 */
export class EnginePool {
  readonly #options: Required<Omit<PoolOptions, 'commands'>> & Pick<PoolOptions, 'commands'>;
  readonly #ownFolder: boolean;
  #members: Member[] = [];
  readonly #seekers: Seeker[] = [];
  readonly #secondTries = new Map<string, Promise<unknown>>();
  #closed = false;

  constructor(options: PoolOptions = {}) {
    this.#ownFolder = options.tempFolder === undefined;
    this.#options = {
      max: options.max ?? 4,
      idleMs: options.idleMs ?? 300_000,
      queue: options.queue ?? 200,
      memoryMb: options.memoryMb ?? Math.floor(totalmem() / 2 / 1_048_576),
      threads: options.threads ?? availableParallelism(),
      tempFolder: options.tempFolder ?? mkdtempSync(path.join(tmpdir(), 'lumiere-engines-')),
      tempMb: options.tempMb ?? 4096,
      log: options.log ?? (() => undefined),
      ...(options.commands === undefined ? {} : { commands: options.commands }),
    };
  }

  /** What one child may use. */
  get limits(): Limits {
    const { max, memoryMb, threads, tempFolder, tempMb } = this.#options;
    return {
      memoryMb: Math.max(128, Math.floor(memoryMb / max)),
      threads: Math.max(Math.min(2, threads), Math.floor(threads / max), 1),
      tempFolder,
      tempMb: Math.max(64, Math.floor(tempMb / max)),
    };
  }

  /** Process ids of the children, for health and tests. */
  get pids(): readonly number[] {
    return this.#members.map((member) => member.process.pid).filter((pid) => pid !== undefined);
  }

  /** Opens the file if it is not open yet; gives engine and version. Fails with what is wrong with the file. */
  async open(target: EngineTarget, signal: AbortSignal): Promise<string> {
    const { reply } = await this.ask(target, { kind: 'ping' }, { signal, timeoutMs: openMs });
    return reply.kind === 'opened' ? reply.engine : target.kind;
  }

  /** Has a child of the file do something. Rejects with a `SourceError`; at once when the signal is aborted. */
  async ask(target: EngineTarget, request: Request, options: AskOptions): Promise<Received> {
    try {
      return await this.#once(target, request, options);
    } catch (error) {
      if (!(error instanceof Bystander)) throw error;
      return this.#onceMore(target, request, options);
    }
  }

  /** Starts nothing any more and ends every child; what still runs fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const seeker of this.#seekers.splice(0)) seeker.fail(closedError());
    const members = this.#members;
    for (const member of members) {
      if (member.busy > 0) member.process.kill();
      else member.process.close();
    }
    await Promise.all(members.map((member) => member.process.exit));
    if (this.#ownFolder) rmSync(this.#options.tempFolder, { recursive: true, force: true });
  }

  async #once(target: EngineTarget, request: Request, options: AskOptions): Promise<Received> {
    const member = await this.#acquire(target, options.signal);
    try {
      await unlessAborted(member.opened, options.signal);
    } catch (error) {
      this.#release(member);
      throw error;
    }
    return this.#send(member, request, options);
  }

  /** Sends a request to an open child. It is busy until it has really answered or died, also when nobody waits any more. */
  #send(member: Member, request: Request, { signal, timeoutMs }: AskOptions): Promise<Received> {
    const { hears } = habits[member.target.kind];
    const sent = member.process.request(request);
    let fate: SourceError | null = null;
    let killer: NodeJS.Timeout | null = null;
    return new Promise((resolve, reject) => {
      const abandon = (error: SourceError, wait: number): void => {
        fate ??= error;
        if (hears) member.process.cancel(sent.id);
        else member.leaving = true;
        killer ??= setTimeout(() => member.process.kill(), wait);
        reject(fate);
      };
      const cancel = (): void => abandon(cancelledError(), hears ? graceMs : 100);
      signal.addEventListener('abort', cancel, { once: true });
      // a child that hears stops by its own clock, a moment earlier
      const late = setTimeout(() => abandon(timeoutError(), 0), timeoutMs + (hears ? graceMs : 0));
      const done = (): void => {
        clearTimeout(late);
        if (killer !== null) clearTimeout(killer);
        signal.removeEventListener('abort', cancel);
        this.#release(member);
      };
      sent.answer.then(
        (received) => {
          done();
          resolve(received);
        },
        (error: Error) => {
          done();
          if (error instanceof ChildEnded) reject(error.lost > 1 ? new Bystander() : crashedError());
          else reject(error);
        },
      );
    });
  }

  /** The second and last try, one at a time per file, so that the guilty query is alone when it strikes again. */
  #onceMore(target: EngineTarget, request: Request, options: AskOptions): Promise<Received> {
    const key = keyOf(target);
    const before = this.#secondTries.get(key) ?? Promise.resolve();
    const mine = before
      .catch(() => undefined)
      .then(() => this.#once(target, request, options))
      .catch((error: unknown) => {
        throw error instanceof Bystander ? crashedError() : error;
      });
    this.#secondTries.set(key, mine);
    const forget = (): void => {
      if (this.#secondTries.get(key) === mine) this.#secondTries.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }

  #acquire(target: EngineTarget, signal: AbortSignal): Promise<Member> {
    if (this.#closed) return Promise.reject(closedError());
    if (signal.aborted) return Promise.reject(cancelledError());
    let member: Member | null;
    try {
      member = this.#find(target);
    } catch (error) {
      return Promise.reject(error);
    }
    if (member !== null) return Promise.resolve(this.#take(member));
    if (this.#seekers.length >= this.#options.queue) {
      const hint = 'Try again in a moment.';
      return Promise.reject(
        new SourceError('source.busy', 'Too many queries are waiting for the query engine.', { hint }),
      );
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', cancel);
        const at = this.#seekers.indexOf(seeker);
        if (at >= 0) this.#seekers.splice(at, 1);
      };
      const cancel = (): void => {
        leave();
        reject(cancelledError());
      };
      const seeker: Seeker = {
        target,
        take: (found) => {
          leave();
          resolve(this.#take(found));
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      signal.addEventListener('abort', cancel, { once: true });
      this.#seekers.push(seeker);
    });
  }

  #take(member: Member): Member {
    member.busy += 1;
    member.used = performance.now();
    if (member.idle !== null) clearTimeout(member.idle);
    member.idle = null;
    member.process.hold(true);
    return member;
  }

  #release(member: Member): void {
    member.busy -= 1;
    member.used = performance.now();
    if (member.busy === 0 && !member.process.ended) {
      // an idle child keeps nobody from ending
      member.process.hold(false);
      if (member.leaving) member.process.close();
      else member.idle = setTimeout(() => this.#retire(member), this.#options.idleMs).unref();
    }
    this.#serve();
  }

  /** A child that can take work for the file now, started if there is room; null where one has to wait. */
  #find(target: EngineTarget): Member | null {
    const { atOnce, several } = habits[target.kind];
    const identity = identityOf(target);
    const own = this.#members.filter(
      (member) => !member.leaving && !member.process.ended && keyOf(member.target) === keyOf(target),
    );
    for (const member of own) {
      // the file was replaced by another of its name
      if (member.identity !== identity) this.#retire(member);
    }
    const current = own.filter((member) => !member.leaving);
    const free = current.find((member) => member.busy < atOnce);
    if (free !== undefined) return free;
    if (current.length > 0 && !several) return null;
    if (this.#members.length >= this.#options.max) {
      // one that is about to end makes room already
      if (this.#members.some((member) => member.leaving && member.busy === 0)) return null;
      const idle = this.#members
        .filter((member) => member.busy === 0 && !member.leaving)
        .sort((a, b) => a.used - b.used)[0];
      if (idle !== undefined) this.#retire(idle);
      return null;
    }
    return this.#start(target, identity);
  }

  #start(target: EngineTarget, identity: string): Member {
    const command = this.#options.commands?.[target.kind] ?? defaultCommand(target.kind);
    const tempFolder = folderOfChild(this.#options.tempFolder);
    const process = new EngineProcess(command, this.#options.log);
    const limits = { ...this.limits, tempFolder };
    const opened = process.request({ kind: 'open', file: target.file, limits }).answer.then(
      ({ reply }) => (reply.kind === 'opened' ? reply.engine : target.kind),
      (error: Error) => {
        throw error instanceof ChildEnded ? new Bystander() : error;
      },
    );
    const member: Member = {
      target,
      process,
      identity,
      opened,
      busy: 0,
      used: performance.now(),
      idle: null,
      leaving: false,
    };
    this.#members.push(member);
    opened.catch(() => {
      member.leaving = true;
      process.kill();
    });
    void process.exit.then(() => {
      rmSync(tempFolder, { recursive: true, force: true });
      if (member.idle !== null) clearTimeout(member.idle);
      this.#members = this.#members.filter((other) => other !== member);
      this.#serve();
    });
    return member;
  }

  #retire(member: Member): void {
    if (member.leaving) return;
    member.leaving = true;
    if (member.busy === 0) member.process.close();
  }

  /** Gives those who wait what has become free, in their order; one who cannot be served yet does not hold up the others. */
  #serve(): void {
    // serving one takes it out of the list
    for (const seeker of this.#seekers.slice()) {
      if (!this.#seekers.includes(seeker)) continue;
      try {
        const member = this.#find(seeker.target);
        if (member !== null) seeker.take(member);
      } catch (error) {
        seeker.fail(error as Error);
      }
    }
  }
}

/** Engines number the files they spill into from one, so two of them must not share a folder. */
function folderOfChild(parent: string): string {
  try {
    return mkdtempSync(path.join(parent, 'child-'));
  } catch (cause) {
    throw new SourceError('source.unavailable', 'The query engine has no place for its temporary files.', { cause });
  }
}

/** The query was in a child that died while there were others or before it began: something else may be to blame. */
class Bystander extends Error {}

/** The value, or the cancellation if that comes first. */
function unlessAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(cancelledError());
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(cancelledError());
    signal.addEventListener('abort', cancel, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

const cancelledError = (): SourceError => new SourceError('query.cancelled', 'The query was cancelled.');
const closedError = (): SourceError => new SourceError('source.unavailable', 'The query engine is shutting down.');
const timeoutError = (): SourceError =>
  new SourceError('query.timeout', 'The query took longer than it may.', {
    hint: 'Ask for a shorter period, fewer groups or a coarser grain.',
  });
const crashedError = (): SourceError =>
  new SourceError('source.crashed', 'The query engine stopped while it ran this query.', {
    hint: 'Other queries are not affected; if this one stops it again, ask for less at once.',
  });
