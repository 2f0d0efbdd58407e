import type { AnswerId, ConnectionId, OrgId, ReceiptId, UserId } from '@lumiere/contract';

/** Milliseconds since 1970, UTC. */
type Millis = number;
type Flag = 0 | 1;

/** Tables of 0002-data. */
export interface DataTables {
  connections: {
    id: ConnectionId;
    org_id: OrgId;
    kind: string;
    name: string;
    /** JSON; what it holds is the connector's business. Paths of our own files are relative to the data folder. */
    config: string;
    sample: Flag;
    status: 'ready' | 'failed' | 'loading';
    /** Why it failed, for people. */
    reason: string | null;
    /** JSON `[schema, table, rows][]`, as counted when it was loaded. */
    tables: string;
    /** The version of the model in force; null until there is one. */
    model_version: string | null;
    /** When an extract was loaded; null where the source is read live. */
    loaded_at: Millis | null;
    /** When its tables were last read. */
    refreshed_at: Millis | null;
    /** 1 where the model was made from the tables, so that it follows them. */
    model_made: Flag;
    created_at: Millis;
  };
  models: { connection_id: ConnectionId; version: string; yaml: string; created_at: Millis };
  answers: {
    id: AnswerId;
    org_id: OrgId;
    user_id: UserId;
    connection_id: ConnectionId;
    question: string;
    /** The question in lower case by Unicode's rules, which not every engine knows: what a search looks at. */
    folded: string;
    /** JSON `string[]`: earlier questions of the conversation. */
    history: string;
    /** JSON of the query; null where there is none. */
    query: string | null;
    /** JSON of what was heard and said beside the query: chips, confidence, suggestions, problems, missing. */
    heard: string;
    outcome: 'answered' | 'clarify' | 'refused' | 'failed';
    row_count: number | null;
    milliseconds: number;
    receipt_id: ReceiptId | null;
    created_at: Millis;
  };
  receipts: {
    id: ReceiptId;
    org_id: OrgId;
    connection_id: ConnectionId;
    question: string | null;
    query: string;
    dialect: string;
    statement: string;
    parameters: string;
    policy_fingerprint: string;
    policy_description: string;
    rows_returned: number;
    rows_scanned: number | null;
    truncated: Flag;
    as_of: string;
    data_version: string;
    model_version: string;
    engine: string;
    hash: string;
    /** The moment and the zone that relative dates were read by, and the row cap: what a replay needs to ask the same. */
    resolved_at: Millis;
    zone: string;
    max_rows: number;
    /** JSON of the first rows by column, to name what changed; null where the result was too long to keep. */
    evidence: string | null;
    created_at: Millis;
  };
}
