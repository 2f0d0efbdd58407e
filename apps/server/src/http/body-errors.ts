import { problem } from '@lumiere/contract';

/** A body that is not JSON. */
export class MalformedError extends Error {}

/** Octets where a route takes JSON. */
export class OctetsError extends Error {
  readonly code = 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
}

/** A text with the NUL character in it. */
export class NulError extends Error {
  readonly at: string;
  constructor(at: string) {
    super(`NUL in ${at}`);
    this.at = at;
  }
}

export const nulProblem = (at: string) =>
  problem(
    'request.invalid',
    `${at === 'the address' ? 'The address' : `\`${at}\``} must not contain the NUL character.`,
    { path: at === 'the address' ? '' : at },
  );
