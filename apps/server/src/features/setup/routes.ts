import type { FastifyInstance } from 'fastify';
import { useToken } from '../../auth/one-time-tokens.ts';
import { hashPassword } from '../../auth/passwords.ts';
import { startSession } from '../../auth/sessions.ts';
import { answerSession, lifetime } from '../../auth/sign-in.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Refusal, refuse } from '../../http/types.ts';
import { createOrganization, firstOrganization } from '../../people/create.ts';
import { canonicalZone } from '../../people/preferences.ts';

/** The first owner's way in. */
export function setupRoutes(app: FastifyInstance, deps: Deps): void {
  const { db } = deps;

  serve(app, 'GET /api/v1/setup', async () => ({ needed: (await firstOrganization(db)) === null }), deps);

  serve(
    app,
    'POST /api/v1/setup',
    async (call) => {
      const { token, organization, name, email, password, zone } = call.body;
      const canonical = canonicalZone(zone);
      if ('problem' in canonical) return new Refusal([canonical.problem]);
      const passwordHash = await hashPassword(password);
      const when = lifetime(deps);
      const made = await db.transaction(async (trx) => {
        if ((await firstOrganization(trx)) !== null)
          return refuse('auth.setup-done', 'Lumiere has its owner already. Sign in instead.');
        if ((await useToken(trx, 'setup', token, when.now)) === null) {
          return refuse('auth.setup-token', 'This set-up link is not valid: a newer one replaced it.', {
            hint: 'Use the link that the server printed at its last start.',
          });
        }
        const owner = await createOrganization(
          trx,
          organization,
          { email, name, passwordHash, zone: canonical.value },
          when.now,
        );
        if (owner === null)
          return refuse('auth.setup-done', 'There is an account with this e-mail address already. Sign in instead.');
        return startSession(trx, owner, call.from, when);
      });
      if (made instanceof Refusal) return made;
      call.note({ actor: made.claims.user, org: made.claims.org });
      return (await answerSession(call, made, deps)) ?? refuse('auth.expired', 'The session has ended. Sign in again.');
    },
    deps,
  );
}
