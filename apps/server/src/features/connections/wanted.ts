import { type Checked, type OrgId, type Problem, UploadId, fail, pass, problem } from '@lumiere/contract';
import { z } from 'zod';
import { type ConnectionRow } from '../../data/connection-store.ts';
import { type AnyConnectorDef, connectorOf, findConnector, isFileKind, noSuchKind } from '../../data/connector-of.ts';
import { type KeptFile, keptFile } from '../../data/kept-files.ts';
import { type Settings, changedSettings, newSettings } from '../../data/new-config.ts';
import { type UploadRow, findUpload } from '../../datasets/upload-store.ts';
import type { Deps } from '../../deps.ts';
import { parsePart } from '../../http/parse.ts';

type Json = Readonly<Record<string, unknown>>;

/** What somebody wants to connect. */
export interface Wanted extends Settings {
  /** The file that was sent for it, where its kind is one; its `config` leads to it as it lies among the uploads. */
  readonly sent: UploadRow | null;
}

/** Checks what somebody wants to connect through the API. */
export async function wantedNew(deps: Deps, org: OrgId, kind: string, config: Json): Promise<Checked<Wanted>> {
  const def = findConnector(kind);
  if (def === null) return fail(noSuchKind(kind));
  if (isFileKind(def)) return sentFile(deps, org, def, config);
  const settings = newSettings(def, config);
  return settings.ok ? pass({ ...settings.value, sent: null }) : settings;
}

/** Checks another configuration of a connection. */
export async function wantedChange(
  deps: Deps,
  row: ConnectionRow,
  current: object,
  config: Json,
): Promise<Checked<Wanted>> {
  const def = connectorOf(row.kind);
  if (isFileKind(def))
    return keptFile(JSON.parse(row.config)) === null
      ? fail(operatorsOwn(def))
      : sentFile(deps, row.org_id, def, config);
  const settings = changedSettings(def, current, config);
  return settings.ok ? pass({ ...settings.value, sent: null }) : settings;
}

/** What is stored of a configuration. */
export const storedOf = ({ config, sent }: Wanted, now: Date): object =>
  sent === null
    ? config
    : ({
        upload: sent.id,
        name: sent.name,
        bytes: sent.bytes,
        // it was checked when the last of it came
        sha256: sent.sha256 ?? '',
        at: now.toISOString(),
      } satisfies KeptFile);

const Sent = z.object({ config: z.strictObject({ upload: UploadId }) });

/** A database file that was sent. It is named by its id among those of the organization; a path is no such id. */
async function sentFile(
  { db, clock, files }: Deps,
  org: OrgId,
  def: AnyConnectorDef,
  config: Json,
): Promise<Checked<Wanted>> {
  const parsed = parsePart(Sent, { config }, 'body');
  if ('problems' in parsed) return fail(...parsed.problems);
  const { upload } = parsed.value.config;
  const sent = await findUpload(db, org, upload, clock().getTime());
  if (sent === null) return fail(wrong('There is no such upload.', 'It may have expired; send the file again.'));
  switch (sent.status) {
    case 'receiving':
      return fail(wrong('The file is not complete yet.', 'Send the rest of it, then finish the upload.'));
    case 'importing':
      return fail(wrong('This file is being imported.', 'Send it again to connect it as a database.'));
    case 'complete':
      return pass({ def, config: { file: files.uploads.path(org, sent.id), readOnly: true, copy: true }, sent });
  }
}

const wrong = (message: string, hint: string): Problem =>
  problem('request.invalid', message, { path: 'body.config.upload', hint });

/** A path of the server names any file that it can read, another organization's among them. */
const operatorsOwn = ({ title }: AnyConnectorDef): Problem =>
  problem('request.invalid', `This ${title} lies on the server, and only its operator changes where.`, {
    path: 'body.config',
    hint: 'Send the file and connect it as a new source, or ask the operator of this server.',
  });
