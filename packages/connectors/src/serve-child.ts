import { Socket } from 'node:net';
import { frame, FrameReader } from './frames.ts';
import type { Reply, ReplyFrame, Request, RequestFrame } from './protocol.ts';
import { SourceError } from './source-error.ts';

/** A reply with the bytes that go with it. */
export interface Answer {
  readonly reply: Reply;
  readonly body?: Uint8Array;
}

/**
 * The child's end of the channel, file descriptor 3: hands every request to `answer` and sends what it gives. The signal of a request
 * is aborted by a `cancel` that names it. When the parent is gone, however it went, so is the child.
 */
export function serveChild(answer: (request: Request, signal: AbortSignal) => Promise<Answer> | Answer): void {
  const channel = new Socket({ fd: 3, readable: true, writable: true });
  const running = new Map<number, AbortController>();
  // not by exit, which waits for the engine's threads and so for the query that nobody wants any more
  const leave = (): void => void process.kill(process.pid, 'SIGKILL');
  channel.on('end', leave);
  channel.on('close', leave);
  channel.on('error', leave);

  const send = (reply: ReplyFrame, body: Uint8Array | null): void => {
    channel.cork();
    for (const part of frame(reply, body)) channel.write(part);
    channel.uncork();
  };

  const take = async (request: RequestFrame): Promise<void> => {
    if (request.kind === 'cancel') {
      running.get(request.target)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(request.id, controller);
    try {
      const { reply, body } = await answer(request, controller.signal);
      send({ ...reply, id: request.id }, body ?? null);
    } catch (error) {
      send({ ...failureOf(error), id: request.id }, null);
    } finally {
      running.delete(request.id);
    }
  };

  // only the parent writes here, in the types it shares with this file
  const reader = new FrameReader((header) => void take(header as RequestFrame));
  channel.on('data', (bytes) => reader.push(bytes));
}

function failureOf(error: unknown): Reply {
  const detail = error instanceof Error && error.cause !== undefined ? `${error.cause as string}` : String(error);
  if (error instanceof SourceError) {
    return { kind: 'failed', code: error.code, message: error.message, hint: error.hint, detail };
  }
  return {
    kind: 'failed',
    code: 'query.failed',
    message: 'The engine failed in a way it did not explain.',
    hint: null,
    detail,
  };
}
