import type { Problem, ProblemCode, ProblemDocument } from '@lumiere/contract';

/** `network` where no answer came at all, `unreadable` where what came was not ours: a proxy's page, say. */
export type ApiErrorCode = ProblemCode | 'network' | 'unreadable';

/** A call that failed, with the server's own words and the id under which its log knows the request. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly title: string;
  readonly requestId: string | null;
  readonly problems: readonly Problem[];
  readonly retryAfterSeconds: number | null;

  constructor(of: {
    code: ApiErrorCode;
    status: number;
    title: string;
    detail: string;
    requestId: string | null;
    problems?: readonly Problem[];
    retryAfterSeconds?: number | null;
    cause?: unknown;
  }) {
    super(of.detail, { cause: of.cause });
    this.name = 'ApiError';
    this.code = of.code;
    this.status = of.status;
    this.title = of.title;
    this.requestId = of.requestId;
    this.problems = of.problems ?? [];
    this.retryAfterSeconds = of.retryAfterSeconds ?? null;
  }

  /** The problem of one body field, so that a form can show it where it belongs. */
  problemAt(path: string): Problem | null {
    return this.problems.find((problem) => problem.path === path || problem.path === `body.${path}`) ?? null;
  }
}

/** Reads the problem document of a failed reply. */
export async function errorOf(reply: Response): Promise<ApiError> {
  const requestId = reply.headers.get('x-request-id');
  const retryAfter = Number(reply.headers.get('retry-after'));
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  const document: unknown = await reply.json().catch(() => null);
  if (!isProblemDocument(document)) {
    return new ApiError({
      code: 'unreadable',
      status: reply.status,
      title: '',
      detail: '',
      requestId,
      retryAfterSeconds,
    });
  }
  return new ApiError({ ...document, requestId: document.requestId || requestId, retryAfterSeconds });
}

/** No reply came: the server is down, the network is gone, or a firewall cut in. */
export function networkError(cause: unknown): ApiError {
  return new ApiError({ code: 'network', status: 0, title: '', detail: '', requestId: null, cause });
}

/** True where a person cancelled the call. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function isProblemDocument(value: unknown): value is ProblemDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'detail' in value
  );
}
