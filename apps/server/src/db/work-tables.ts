import type { JobId, JobStatus, Missed, OrgId, ScheduleId, UserId } from '@lumiere/contract';
import type { Generated } from 'kysely';

/** Milliseconds since 1970, UTC. */
type Millis = number;
type Flag = 0 | 1;

/** Tables of 0003-work. */
export interface WorkTables {
  jobs: {
    id: JobId;
    /** Null for the server's own work. */
    org_id: OrgId | null;
    kind: string;
    /** JSON, as the kind's schema says. */
    payload: string;
    subject: string | null;
    status: JobStatus;
    /** A second job of the same key is never made. */
    unique_key: string | null;
    /** Jobs of one lane run one after the other. */
    lane: string | null;
    /** The lane while the job waits and others like it are folded into it; unique. */
    waiting_lane: string | null;
    /** The lane while the job runs; unique. */
    running_lane: string | null;
    /** Not before this; 0 for at once, whatever the clock says. */
    run_at: Millis;
    attempts: number;
    max_attempts: number;
    /** Whoever works on it: a process's worker. */
    worker: string | null;
    /** Counts up while it is worked on: a job whose count stands still has lost its worker. */
    beat: number;
    cancelling: Flag;
    progress: number | null;
    step: string | null;
    /** JSON `Problem[]`. */
    problems: string;
    schedule_id: ScheduleId | null;
    due_at: Millis | null;
    created_by: UserId | null;
    created_at: Millis;
    started_at: Millis | null;
    finished_at: Millis | null;
  };
  schedules: {
    id: ScheduleId;
    org_id: OrgId | null;
    kind: string;
    payload: string;
    subject: string | null;
    lane: string | null;
    /** Kind and subject within the organization: putting the same schedule twice changes the one. */
    slot: string;
    /** JSON `Timing`. */
    timing: string;
    missed: Missed;
    /** Where an interval is counted from. */
    anchor_at: Millis;
    /** The due time that is claimed next; null where there is none any more. */
    next_at: Millis | null;
    last_due_at: Millis | null;
    skipped_from: Millis | null;
    skipped_to: Millis | null;
    created_at: Millis;
  };
  /** Events on their way to those who listen. */
  deliveries: {
    seq: Generated<number>;
    event_id: string;
    subscriber: string;
    /** What the order holds for, within its organization. */
    order_key: string;
    /** JSON of the event. */
    event: string;
    status: 'waiting' | 'dead';
    attempts: number;
    run_at: Millis;
    worker: string | null;
    lease_until: Millis | null;
    reason: string | null;
    created_at: Millis;
  };
  /** Keys that seal the secrets of connections, themselves sealed by the server's secret. */
  secret_keys: { id: string; key_sealed: string; created_at: Millis; retired_at: Millis | null };
}
