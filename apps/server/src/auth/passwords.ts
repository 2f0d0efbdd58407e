/** argon2id with 19 MiB and two passes (OWASP's first recommendation): about 20 ms, on a thread of its own. */
const strength = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What is kept of a password. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(normal(password), strength);
}

/** Whether it is the password of `kept`. Where there is no such account (`null`) the same work is done, so that time tells nothing. */
export async function verifyPassword(kept: string | null, password: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  decoy ??= hashPassword('nobody has this password');
  const right = await verify(kept ?? (await decoy), normal(password));
  return right && kept !== null;
}

let decoy: Promise<string> | null = null;

/** Keyboards disagree on how an umlaut is written; the person typed the same. */
const normal = (password: string): string => password.normalize('NFKC');
