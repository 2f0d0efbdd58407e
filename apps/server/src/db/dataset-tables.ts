import type { DatasetId, JobId, OrgId, UploadId, UserId } from '@lumiere/contract';

/** Milliseconds since 1970, UTC. */
type Millis = number;

/** Tables of 0005-datasets. What is in a dataset is said by the index beside its files, so that one exchange of that file is the switch. */
export interface DatasetTables {
  uploads: {
    id: UploadId;
    org_id: OrgId;
    user_id: UserId;
    name: string;
    bytes: number;
    /** The hash that was announced; null where none was. */
    expected: string | null;
    /** The hash that it has; null until it is complete. */
    sha256: string | null;
    status: 'receiving' | 'complete' | 'importing';
    /** The job that reads it. */
    job_id: JobId | null;
    /** JSON: the dataset that it is read into and that one's latest version before; null until the first attempt. */
    base: string | null;
    expires_at: Millis;
    created_at: Millis;
  };
  datasets: {
    id: DatasetId;
    org_id: OrgId;
    name: string;
    /** The name without regard to case, unique in the organization. */
    folded: string;
    /** The latest import. */
    job_id: JobId | null;
    how: 'replace' | 'append' | null;
    file_name: string | null;
    /** JSON: the version that the latest finished import made, with the hash of the plan that it was read by. */
    imported: string | null;
    created_by: UserId;
    created_at: Millis;
    updated_at: Millis;
  };
  /** What is in a version, as JSON that is passed on unread. */
  profiles: { dataset_id: DatasetId; version: string; quality: number; profile: string; computed_at: Millis };
}
