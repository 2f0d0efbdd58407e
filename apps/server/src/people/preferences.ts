import { type Problem, problem } from '@lumiere/contract';

type Canonical = { readonly value: string } | { readonly problem: Problem };

/** The runtime's own spelling of an IANA time zone, or the problem where it knows none of that name. */
export function canonicalZone(zone: string): Canonical {
  try {
    return { value: new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone };
  } catch {
    return {
      problem: problem(
        'request.invalid',
        `"${zone}" is not a time zone; it must be one such as Europe/Berlin or UTC.`,
        { path: 'body.zone' },
      ),
    };
  }
}

/** The canonical form of a BCP 47 tag (`de-de` is `de-DE`), or the problem where it is none. */
export function canonicalLocale(locale: string): Canonical {
  try {
    const [value] = Intl.getCanonicalLocales(locale);
    if (value !== undefined) return { value };
  } catch {
    // Told below, as for an empty list.
  }
  return {
    problem: problem('request.invalid', `"${locale}" is not a language tag; it must be one such as en or de-DE.`, {
      path: 'body.locale',
    }),
  };
}
