import type { FastifyInstance } from 'fastify';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Refusal, refuse } from '../../http/types.ts';
import { canonicalLocale, canonicalZone } from '../../people/preferences.ts';
import { findProfile } from '../../people/profile.ts';
import { updatePerson } from './store.ts';

/** The signed-in person's own account. */
export function accountRoutes(app: FastifyInstance, deps: Deps): void {
  const { db } = deps;

  serve(app, 'GET /api/v1/me', async ({ who }) => (await findProfile(db, who.org, who.user)) ?? gone(), deps);

  serve(
    app,
    'PATCH /api/v1/me',
    async ({ who, body }) => {
      const zone = body.zone === undefined ? undefined : canonicalZone(body.zone);
      const locale = body.locale === undefined ? undefined : canonicalLocale(body.locale);
      const [first, ...rest] = [zone, locale].flatMap((part) =>
        part !== undefined && 'problem' in part ? [part.problem] : [],
      );
      if (first !== undefined) return new Refusal([first, ...rest]);
      await updatePerson(db, who.user, {
        name: body.name,
        zone: zone !== undefined && 'value' in zone ? zone.value : undefined,
        locale: locale !== undefined && 'value' in locale ? locale.value : undefined,
      });
      return (await findProfile(db, who.org, who.user)) ?? gone();
    },
    deps,
  );
}

const gone = () => refuse('request.not-found', 'This account is no longer there.');
