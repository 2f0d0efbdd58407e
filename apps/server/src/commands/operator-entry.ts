import type { AuditEntry } from '../audit.ts';

/** An audit entry of what the operator did on the command line: there is no actor but the machine's own user. */
export const operatorEntry = (action: string, part: Pick<AuditEntry, 'org' | 'resource' | 'detail'>): AuditEntry => ({
  ...part,
  actor: null,
  action,
  outcome: 'ok',
  address: 'command line',
  agent: `lumiere cli, user ${process.getuid?.() ?? 'unknown'}`,
  requestId: null,
  durationMs: null,
});
