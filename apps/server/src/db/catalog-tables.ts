import type { CatalogTableId, ConnectionId, JobId, RefreshId } from '@lumiere/contract';
import type { Generated } from 'kysely';

/** Milliseconds since 1970, UTC. */
type Millis = number;

/** Tables of 0004-catalogs and 0006-table-profiles. */
export interface CatalogTables {
  /** What is known of the tables of a source; a row is written only when something of its table changed. */
  catalog_tables: {
    connection_id: ConnectionId;
    /** Follows from connection, schema and name: the same table has the same id after every refresh. */
    id: CatalogTableId;
    schema_name: string | null;
    name: string;
    kind: 'table' | 'view';
    row_count: number | null;
    column_count: number;
    /** `schema.name` in lower case, by Unicode's rules: what a search looks at and a list is sorted by. */
    folded: string;
    /** Names of the columns in lower case, a line each. */
    columns_folded: string;
    /** JSON `CatalogTable`. */
    detail: string;
    /** Hash of names, types and keys. */
    structure: string;
    /** Hash of all of `detail`. */
    content: string;
    /** When it was written. */
    seen_at: Millis;
  };
  /** Foreign keys by the table that they point at. */
  catalog_references: {
    connection_id: ConnectionId;
    from_id: CatalogTableId;
    place: number;
    to_id: CatalogTableId;
    /** JSON `string[]` of the table that points. */
    columns: string;
  };
  catalog_changes: {
    connection_id: ConnectionId;
    refresh_id: RefreshId;
    place: number;
    at: Millis;
    /** JSON `SchemaChange`. */
    change: string;
  };
  /** What was found in tables that somebody had looked at; the figures are null until the first time has ended. */
  table_profiles: {
    connection_id: ConnectionId;
    table_id: CatalogTableId;
    /** The latest job. */
    job_id: JobId | null;
    computed_at: Millis | null;
    read_ms: number | null;
    /** JSON `ProfileReading`. */
    reading: string | null;
    /** JSON `string[]`: the columns that it speaks of. */
    columns: string | null;
    /** What the catalog said of the table, as `catalog_tables` has it. */
    structure: string | null;
    content: string | null;
    /** The version of the data where the source can tell. */
    data_version: string | null;
    /** JSON `DataProfile`, passed on unread. */
    profile: string | null;
  };
  /** A row for every time that a source went down, came back, or failed for another reason. */
  connection_health: {
    seq: Generated<number>;
    connection_id: ConnectionId;
    at: Millis;
    state: 'up' | 'down';
    /** JSON `Problem`. */
    problem: string | null;
  };
}
