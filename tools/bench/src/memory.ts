import { readFileSync, readdirSync } from 'node:fs';

/**
 * Megabytes that a process and all that it started hold, what several share counted in parts; null where the system does not tell, which
 * Linux alone does.
 */
export function heldMb(pid: number): number | null {
  try {
    return sizeMb(pid) + childrenOf(pid).reduce((sum, child) => sum + (heldMb(child) ?? 0), 0);
  } catch {
    return null;
  }
}

const sizeMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;

const childrenOf = (pid: number): readonly number[] =>
  readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((each) => each !== '')
    .map(Number);

/** Looks again and again at what a process holds; `most` ends it and tells the most that was seen. */
export function watchMemory(pid: number): { readonly first: number | null; most(): number | null } {
  const first = heldMb(pid);
  let most = first;
  const timer = setInterval(() => {
    const now = heldMb(pid);
    if (now !== null && most !== null) most = Math.max(most, now);
  }, 200);
  return {
    first,
    most: () => {
      clearInterval(timer);
      return most;
    },
  };
}
