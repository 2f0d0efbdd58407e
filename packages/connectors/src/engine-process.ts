import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { frame, FrameReader } from './frames.ts';
import type { Reply, ReplyFrame, Request } from './protocol.ts';
import { SourceError } from './source-error.ts';
import type { SpawnCommand } from './spawn-command.ts';

/** A reply of a child and the bytes that came with it. */
export interface Received {
  readonly reply: Reply;
  readonly body: Uint8Array;
}

interface Waiting {
  readonly resolve: (received: Received) => void;
  readonly reject: (error: Error) => void;
}

/** The child ended before it answered; `lost` is how many requests it took along. */
export class ChildEnded extends Error {
  readonly lost: number;
  constructor(lost: number) {
    super('the child process ended');
    this.lost = lost;
  }
}

const logLines = 200;
const logLine = 500;

/** The host's end of one child: requests out, replies in, its errors to the log. It knows nothing of who asks. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #channel: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #logged = 0;
  ended = false;
  /** Settles when the process is gone. */
  readonly exit: Promise<void>;

  constructor(command: SpawnCommand, log: (line: string) => void) {
    // an empty environment: nothing of the server's settings or secrets may reach an engine
    const env: Record<string, string> = { UV_THREADPOOL_SIZE: '16', TZ: 'UTC' };
    if (process.platform === 'win32' && process.env['SystemRoot'] !== undefined)
      env['SystemRoot'] = process.env['SystemRoot'];
    this.#child = spawn(command.command, command.args, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env,
      windowsHide: true,
    });
    // the fourth pipe of a spawned process is a socket both ways
    this.#channel = this.#child.stdio[3] as Socket;
    const reader = new FrameReader((header, body) => this.#take(header as ReplyFrame, body));
    this.#channel.on('data', (bytes: Buffer) => reader.push(bytes));
    this.#channel.on('error', () => this.kill());
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#log(text, log));
    this.exit = new Promise((resolve) => {
      const end = (): void => {
        if (this.ended) return;
        this.ended = true;
        this.#channel.destroy();
        const ended = new ChildEnded(this.#waiting.size);
        for (const waiting of this.#waiting.values()) waiting.reject(ended);
        this.#waiting.clear();
        resolve();
      };
      this.#child.on('exit', end);
      this.#child.on('error', end);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends a request. Its number is for `cancel`; its answer rejects with a `SourceError`, or `ChildEnded` if the child is gone first. */
  request(request: Request): { readonly id: number; readonly answer: Promise<Received> } {
    const id = this.#next++;
    const answer = new Promise<Received>((resolve, reject) => {
      if (this.ended) {
        reject(new ChildEnded(1));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      for (const part of frame({ ...request, id })) this.#channel.write(part);
    });
    return { id, answer };
  }

  cancel(target: number): void {
    // there is no answer to it but the end of its target
    if (!this.ended) for (const part of frame({ kind: 'cancel', target, id: 0 })) this.#channel.write(part);
  }

  /** Keeps the host alive for this child, or lets it end though the child is there. */
  hold(held: boolean): void {
    for (const handle of [this.#child, this.#channel, this.#child.stderr as Socket | null]) {
      if (held) handle?.ref();
      else handle?.unref();
    }
  }

  /** Lets the child end by itself: it does when its channel closes. */
  close(): void {
    // whoever waits for the end must not be the last thing that keeps the host alive
    this.hold(true);
    this.#channel.end();
    setTimeout(() => this.kill(), 2000).unref();
  }

  kill(): void {
    if (!this.ended) this.#child.kill('SIGKILL');
  }

  #take(header: ReplyFrame, body: Uint8Array): void {
    const waiting = this.#waiting.get(header.id);
    this.#waiting.delete(header.id);
    if (waiting === undefined) return;
    if (header.kind === 'failed') {
      waiting.reject(new SourceError(header.code, header.message, { hint: header.hint, cause: header.detail }));
    } else waiting.resolve({ reply: header, body });
  }

  #log(text: string, log: (line: string) => void): void {
    for (const line of text.split('\n')) {
      if (line.trim() === '' || this.#logged >= logLines) continue;
      this.#logged += 1;
      log(line.slice(0, logLine));
    }
  }
}
