import type { FastifyInstance } from 'fastify';
import { clearFailures, countAttempt, lockedUntil } from '../../auth/login-failures.ts';
import { useToken } from '../../auth/one-time-tokens.ts';
import { hashPassword, verifyPassword } from '../../auth/passwords.ts';
import { readRefreshCookie, setRefreshCookie } from '../../auth/refresh-cookie.ts';
import { findSession, revokeSession, revokeSessionsOf, rotate, startSession } from '../../auth/sessions.ts';
import { answerSession, lifetime } from '../../auth/sign-in.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { type Refusal, refuse } from '../../http/types.ts';
import { findAccount, setPassword } from './store.ts';

/** Signing in, staying signed in, signing out, and a new password by the operator's link. */
export function sessionRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, secret, config } = deps;

  serve(
    app,
    'POST /api/v1/auth/login',
    async (call) => {
      const { email, password } = call.body;
      const when = lifetime(deps);
      const until = await countAttempt(db, secret, email, when.now);
      const account = await findAccount(db, email);
      call.note({ actor: account?.user ?? null, org: account?.org ?? null });
      if (until !== null) {
        call.note({ action: 'auth.login_locked' });
        return locked(until, when.now);
      }
      const right = await verifyPassword(account?.passwordHash ?? null, password);
      if (!right || account === null || account.disabled) {
        call.note({ action: 'auth.login_failed' });
        const after = await lockedUntil(db, secret, email);
        return after === null ? wrong() : locked(after, when.now);
      }
      // On its own: whoever knew the password must not be locked out because the session could not be kept.
      await clearFailures(db, secret, email);
      const session = await db.transaction((trx) => startSession(trx, account, call.from, when));
      return (await answerSession(call, session, deps)) ?? wrong();
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/auth/refresh',
    async (call) => {
      const token = readRefreshCookie(call.request);
      if (token === null) return null;
      const rotation = await db.transaction((trx) => rotate(trx, token, secret, lifetime(deps)));
      if (rotation.outcome !== 'ended')
        call.note({ actor: rotation.claims.user, org: rotation.claims.org, resource: rotation.claims.session });
      if (rotation.outcome === 'replayed') call.note({ action: 'auth.refresh_replayed' });
      const session = rotation.outcome === 'continued' ? await answerSession(call, rotation, deps) : null;
      if (session !== null) return session;
      setRefreshCookie(call.request, call.reply, config, null);
      return refuse('auth.expired', 'The session has ended. Sign in again.');
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/auth/logout',
    async (call) => {
      const token = readRefreshCookie(call.request);
      const session = token === null ? null : await findSession(db, token);
      if (session !== null) {
        await revokeSession(db, session.session, 'logout', deps.clock().getTime());
        call.note({ actor: session.user, org: session.org, resource: session.session });
      }
      setRefreshCookie(call.request, call.reply, config, null);
      return { done: true } as const;
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/auth/reset',
    async (call) => {
      const { token, password } = call.body;
      const passwordHash = await hashPassword(password);
      const now = deps.clock().getTime();
      const user = await db.transaction(async (trx) => {
        const used = await useToken(trx, 'password-reset', token, now);
        const email = used === null || used.user === null ? null : await setPassword(trx, used.user, passwordHash);
        if (used === null || used.user === null || email === null) return null;
        // Whoever knew the old password is out, and the owner is not locked out by their guesses.
        await revokeSessionsOf(trx, used.user, 'password reset', now);
        await clearFailures(trx, secret, email);
        return used.user;
      });
      if (user === null)
        return refuse(
          'auth.reset-token',
          'This reset link is not valid: it was used, replaced or is older than a day.',
          { hint: 'Ask the operator for a new one.' },
        );
      call.note({ actor: user });
      return { done: true } as const;
    },
    deps,
  );
}

const wrong = (): Refusal => refuse('auth.invalid-credentials', 'E-mail or password is wrong.');

function locked(until: number, now: number): Refusal {
  const seconds = Math.max(1, Math.ceil((until - now) / 1000));
  const minutes = Math.ceil(seconds / 60);
  return refuse(
    'auth.locked',
    `Too many wrong passwords for this e-mail address. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    {
      hint: 'The operator of this server can end the lock with a reset link.',
      headers: { 'retry-after': String(seconds) },
    },
  );
}
