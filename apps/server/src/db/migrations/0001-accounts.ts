import type { Migration } from '../migration.ts';

export const accounts: Migration = {
  number: 1,
  name: 'accounts',
  statements: ({ text, bigint }) => [
    `create table organizations (
      id ${text} primary key,
      name ${text} not null,
      created_at ${bigint} not null
    )`,
    `create table users (
      id ${text} primary key,
      email ${text} not null unique,
      name ${text} not null,
      password_hash ${text} not null,
      zone ${text} not null,
      locale ${text} not null,
      disabled integer not null default 0 check (disabled in (0, 1)),
      created_at ${bigint} not null
    )`,
    `create table memberships (
      org_id ${text} not null references organizations (id) on delete cascade,
      user_id ${text} not null references users (id) on delete cascade,
      role ${text} not null check (role in ('admin', 'analyst', 'viewer')),
      groups ${text} not null default '[]',
      attributes ${text} not null default '{}',
      created_at ${bigint} not null,
      primary key (user_id, org_id)
    )`,
    `create table sessions (
      id ${text} primary key,
      org_id ${text} not null references organizations (id) on delete cascade,
      user_id ${text} not null references users (id) on delete cascade,
      created_at ${bigint} not null,
      used_at ${bigint} not null,
      expires_at ${bigint} not null,
      revoked_at ${bigint},
      revoked_reason ${text},
      address ${text} not null,
      agent ${text} not null
    )`,
    `create index sessions_by_user on sessions (user_id)`,
    `create index sessions_by_expiry on sessions (expires_at)`,
    `create table refresh_tokens (
      hash ${text} primary key,
      session_id ${text} not null references sessions (id) on delete cascade,
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      rotated_at ${bigint}
    )`,
    `create index refresh_tokens_by_session on refresh_tokens (session_id)`,
    `create table signing_keys (
      id ${text} primary key,
      algorithm ${text} not null,
      public_jwk ${text} not null,
      private_sealed ${text} not null,
      created_at ${bigint} not null,
      retired_at ${bigint}
    )`,
    `create table one_time_tokens (
      hash ${text} primary key,
      purpose ${text} not null check (purpose in ('setup', 'password-reset')),
      user_id ${text} references users (id) on delete cascade,
      created_at ${bigint} not null,
      expires_at ${bigint},
      used_at ${bigint}
    )`,
    `create table login_failures (
      email_hash ${text} primary key,
      failures integer not null,
      last_at ${bigint} not null,
      locked_until ${bigint}
    )`,
    `create table api_keys (
      id ${text} primary key,
      org_id ${text} not null references organizations (id) on delete cascade,
      user_id ${text} not null references users (id) on delete cascade,
      name ${text} not null,
      hash ${text} not null unique,
      hint ${text} not null,
      scopes ${text},
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      used_at ${bigint},
      revoked_at ${bigint}
    )`,
    // The log outlives whom it speaks of, so it refers to nobody by foreign key.
    `create table audit_log (
      id ${text} primary key,
      at ${bigint} not null,
      org_id ${text},
      actor ${text},
      action ${text} not null,
      resource ${text},
      outcome ${text} not null check (outcome in ('ok', 'denied', 'failed')),
      address ${text} not null,
      agent ${text} not null,
      request_id ${text},
      duration_ms ${bigint},
      detail ${text}
    )`,
    `create index audit_log_by_org on audit_log (org_id, at)`,
    `create table settings (
      name ${text} primary key,
      value ${text} not null,
      updated_at ${bigint} not null
    )`,
  ],
};
