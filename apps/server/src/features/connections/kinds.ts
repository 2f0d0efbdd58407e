import { formSchema } from '@lumiere/connectors';
import type { ConnectorKind } from '@lumiere/contract';
import { type AnyConnectorDef, isFileKind } from '../../data/connector-of.ts';

/** A kind of source as its form shows it. */
export function kindOf(def: AnyConnectorDef): ConnectorKind {
  return {
    kind: def.kind,
    title: def.title,
    docs: def.docs,
    dialect: def.dialect.name,
    form: formSchema(def),
    secrets: [...def.secrets],
    defaultPort: def.defaultPort,
    hasScript: def.readOnlyScript({}) !== null,
    addedBy: isFileKind(def) ? 'command-line' : 'browser',
  };
}
