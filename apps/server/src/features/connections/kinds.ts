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
    form: isFileKind(def) ? fileForm(def) : formSchema(def),
    secrets: [...def.secrets],
    defaultPort: def.defaultPort,
    hasScript: def.readOnlyScript({}) !== null,
    addedBy: isFileKind(def) ? 'file' : 'form',
  };
}

/** What is given of a file: the upload that it was sent as. */
const fileForm = ({ title, docs }: AnyConnectorDef): ConnectorKind['form'] => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title,
  description: docs,
  properties: {
    upload: {
      type: 'string',
      title: 'File',
      description: 'The id of the upload that the file was sent as',
      order: 1,
      group: 'place',
    },
  },
  required: ['upload'],
  additionalProperties: false,
});
