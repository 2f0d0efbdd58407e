import type { ApiKeyId, OrgId, Role, UserId } from '@lumiere/contract';

/** Milliseconds since 1970, UTC. */
type Millis = number;
type Flag = 0 | 1;

/** Tables of 0001-accounts. */
export interface AccountTables {
  organizations: { id: OrgId; name: string; created_at: Millis };
  users: {
    id: UserId;
    email: string;
    name: string;
    password_hash: string;
    zone: string;
    locale: string;
    disabled: Flag;
    created_at: Millis;
  };
  memberships: {
    org_id: OrgId;
    user_id: UserId;
    role: Role;
    /** JSON `string[]`. */
    groups: string;
    /** JSON `Record<string, string[]>`. */
    attributes: string;
    created_at: Millis;
  };
  /** A sign-in: the family of refresh tokens that follow from one another. */
  sessions: {
    id: string;
    org_id: OrgId;
    user_id: UserId;
    created_at: Millis;
    used_at: Millis;
    expires_at: Millis;
    revoked_at: Millis | null;
    revoked_reason: string | null;
    address: string;
    agent: string;
  };
  refresh_tokens: {
    hash: string;
    session_id: string;
    created_at: Millis;
    expires_at: Millis;
    rotated_at: Millis | null;
  };
  signing_keys: {
    id: string;
    algorithm: string;
    public_jwk: string;
    /** PKCS #8, sealed with a key derived from the server's secret. */
    private_sealed: string;
    created_at: Millis;
    retired_at: Millis | null;
  };
  one_time_tokens: {
    hash: string;
    purpose: 'setup' | 'password-reset';
    user_id: UserId | null;
    created_at: Millis;
    expires_at: Millis | null;
    used_at: Millis | null;
  };
  /** Wrong passwords by e-mail, whether such an account exists or not: both are locked alike. */
  login_failures: { email_hash: string; failures: number; last_at: Millis; locked_until: Millis | null };
  api_keys: {
    id: ApiKeyId;
    org_id: OrgId;
    user_id: UserId;
    name: string;
    hash: string;
    /** First characters of the key, by which its owner knows it again. */
    hint: string;
    /** JSON list of actions; null for all that the person may do. */
    scopes: string | null;
    created_at: Millis;
    expires_at: Millis;
    used_at: Millis | null;
    revoked_at: Millis | null;
  };
  audit_log: {
    id: string;
    at: Millis;
    org_id: OrgId | null;
    actor: UserId | null;
    action: string;
    resource: string | null;
    outcome: 'ok' | 'denied' | 'failed';
    address: string;
    agent: string;
    request_id: string | null;
    duration_ms: number | null;
    /** JSON; secrets never get here. */
    detail: string | null;
  };
  settings: { name: string; value: string; updated_at: Millis };
  migrations: { number: number; name: string; checksum: string; applied_at: Millis };
}
