import { z } from 'zod';
import { field } from '../config-form.ts';

/** Whether a text is an address that can be fetched and holds no credentials. */
export function isFetchable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === '';
}

/** An address as people type it. */
export const Address = z.string().trim().max(4000).refine(isFetchable, {
  error: 'must be an address that begins with https:// or http://, without a user or password in it',
});

const authKinds = ['none', 'bearer', 'header', 'query', 'basic', 'oauth2'] as const;

/** How often what was fetched is fetched again. */
const periods = { '15m': 900_000, '1h': 3_600_000, '6h': 21_600_000, '1d': 86_400_000, '7d': 604_800_000 } as const;
export type Period = keyof typeof periods;

/** Milliseconds of a period. */
export const periodMs = (every: Period): number => periods[every];

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** Headers that are the connection's own or would go round the sign-in. */
const ownHeaders =
  /^(host|connection|content-.*|transfer-encoding|accept-encoding|authorization|proxy-.*|cookie|te|trailer|upgrade)$/i;
// printable, so that a value cannot end its header
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

const signedIn = { field: 'auth', is: authKinds.filter((kind) => kind !== 'none') } as const;

/** The fields that all kinds of source share that are fetched over HTTP; `order` counts from the number given. */
export const httpFields = (order: number) => ({
  auth: field(z.enum(authKinds).default('none'), {
    title: 'Sign-in',
    description: 'How the source knows who asks',
    order,
    group: 'account',
    labels: {
      none: 'None',
      bearer: 'Bearer token',
      header: 'API key in a header',
      query: 'API key in the address',
      basic: 'User and password',
      oauth2: 'OAuth 2 client credentials',
    },
  }),
  keyName: field(z.string().trim().max(100).default('X-API-Key'), {
    title: 'Name of the key',
    description: 'The header, or the parameter of the address, that takes the key',
    order: order + 1,
    group: 'account',
    when: { field: 'auth', is: ['header', 'query'] },
  }),
  user: field(z.string().max(200).default(''), {
    title: 'User or client',
    description: 'The user name; of OAuth 2 the client id',
    order: order + 2,
    group: 'account',
    when: { field: 'auth', is: ['basic', 'oauth2'] },
  }),
  secret: field(z.string().max(10_000).regex(headerValue, { error: 'must not hold line breaks' }).default(''), {
    title: 'Key, token or password',
    description: 'Kept encrypted; never shown again',
    order: order + 3,
    group: 'account',
    when: signedIn,
  }),
  tokenUrl: field(z.string().trim().max(2000).default(''), {
    title: 'Address of the tokens',
    description: 'Where the client gets its access token',
    order: order + 4,
    group: 'account',
    example: 'https://login.example.com/oauth/token',
    when: { field: 'auth', is: ['oauth2'] },
  }),
  scope: field(z.string().trim().max(1000).default(''), {
    title: 'Scope',
    description: 'What the token is asked for; may stay empty',
    order: order + 5,
    group: 'account',
    when: { field: 'auth', is: ['oauth2'] },
  }),
  ca: field(z.string().max(100_000).nullable().default(null), {
    title: 'Certificate authority',
    description: 'Certificate (PEM) of the authority that signed the server’s; empty for the public ones',
    order: order + 20,
    group: 'encryption',
    multiline: true,
  }),
  every: field(z.enum(['15m', '1h', '6h', '1d', '7d']).default('6h'), {
    title: 'Read again',
    description: 'And whenever somebody presses Refresh',
    order: order + 19,
    group: 'tables',
    labels: {
      '15m': 'Every 15 minutes',
      '1h': 'Every hour',
      '6h': 'Every 6 hours',
      '1d': 'Every day',
      '7d': 'Every week',
    },
  }),
  headers: field(
    z
      .array(
        z.strictObject({
          name: field(
            z
              .string()
              .trim()
              .regex(headerName, { error: 'must be the name of a header' })
              .max(100)
              .refine((name) => !ownHeaders.test(name), { error: 'is set by Lumiere itself' }),
            { title: 'Header', description: '', order: 1, group: 'advanced' },
          ),
          value: field(z.string().max(2000).regex(headerValue, { error: 'must not hold line breaks' }), {
            title: 'Value',
            description: 'No secret: it is shown',
            order: 2,
            group: 'advanced',
          }),
        }),
      )
      .max(20)
      .default([]),
    {
      title: 'More headers',
      description: 'Sent with every request, such as Accept or a version',
      order: order + 21,
      group: 'advanced',
      entry: 'header',
    },
  ),
  requestsPerSecond: field(z.number().min(0.1).max(100).default(5), {
    title: 'Requests per second',
    description: 'No more than these are sent',
    order: order + 22,
    group: 'advanced',
  }),
  timeoutSeconds: field(z.number().int().min(1).max(3600).default(60), {
    title: 'Seconds for an answer',
    description: 'From the request to its last byte',
    order: order + 23,
    group: 'advanced',
  }),
  maxMegabytes: field(z.number().int().min(1).max(20_000).default(500), {
    title: 'Most megabytes',
    description: 'Of one table; beyond it the load is cut off and says so, or of a file fails',
    order: order + 24,
    group: 'advanced',
  }),
});

export type HttpConfig = z.infer<z.ZodObject<ReturnType<typeof httpFields>>>;

/** What of a sign-in does not fit together, by field. */
export function signInTrouble(config: HttpConfig): readonly { readonly path: string; readonly message: string }[] {
  const { auth, keyName, user, secret, tokenUrl } = config;
  const trouble: { path: string; message: string }[] = [];
  const needs = (path: string, ok: boolean, message: string): void => {
    if (!ok) trouble.push({ path, message });
  };
  if (auth !== 'none') needs('secret', secret !== '', 'is needed to sign in');
  if (auth === 'header') {
    needs('keyName', headerName.test(keyName), 'must be the name of a header');
    needs('keyName', !ownHeaders.test(keyName) || /^authorization$/i.test(keyName), 'is set by Lumiere itself');
  }
  if (auth === 'query') needs('keyName', keyName !== '', 'must be the name of a parameter');
  if (auth === 'basic' || auth === 'oauth2') needs('user', user !== '', 'is needed to sign in');
  if (auth === 'basic') needs('user', !user.includes(':'), 'must not hold a colon');
  if (auth === 'oauth2') needs('tokenUrl', isFetchable(tokenUrl), 'must be an address that begins with https://');
  return trouble;
}
