import { randomBytes } from 'node:crypto';
import type {
  AnswerId,
  ApiKeyId,
  ConnectionId,
  DatasetId,
  JobId,
  OrgId,
  RefreshId,
  ScheduleId,
  UploadId,
  UserId,
} from '@lumiere/contract';

interface Minted {
  readonly org: OrgId;
  readonly usr: UserId;
  readonly con: ConnectionId;
  readonly ans: AnswerId;
  readonly key: ApiKeyId;
  readonly job: JobId;
  readonly sch: ScheduleId;
  readonly rfr: RefreshId;
  readonly upl: UploadId;
  readonly dst: DatasetId;
  readonly ses: string;
  readonly evt: string;
  readonly aud: string;
}

/** A new id: eight digits of time, so that neighbours in time are neighbours in the index, and 82 random bits that nobody guesses. */
export function newId<Prefix extends keyof Minted>(prefix: Prefix): Minted[Prefix] {
  const time = Date.now().toString(36).padStart(8, '0').slice(-8);
  // The contract's id type is this text with a brand on it.
  return `${prefix}_${time}${randomText(16)}` as Minted[Prefix];
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    // 252 is the largest multiple of 36 in a byte: bytes above it would favour the first letters.
    for (const byte of randomBytes(length)) if (byte < 252 && text.length < length) text += alphabet[byte % 36];
  }
  return text;
}
