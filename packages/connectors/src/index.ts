export * from './connector.ts';
export { connectors } from './connectors.ts';
export { createDuckdbFile } from './create-duckdb-file.ts';
export { EnginePool } from './engine-pool.ts';
export type { PoolOptions } from './engine-pool.ts';
export { SourceError } from './source-error.ts';
export type { EngineKind, SpawnCommand } from './spawn-command.ts';
