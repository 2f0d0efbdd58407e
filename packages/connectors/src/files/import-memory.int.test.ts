import { createWriteStream, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deepTest } from '@lumiere/testing';
import { afterAll, expect } from 'vitest';
import { Datasets } from './datasets.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere-memory-'));
const signal = new AbortController().signal;
const datasets = new Datasets(path.join(root, 'org'));
afterAll(() => rmSync(root, { recursive: true }));

/** Megabytes that processes started by this one hold. */
function childrenMb(): number {
  const tasks = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return tasks.filter(Boolean).reduce((sum, pid) => sum + residentMb(pid), 0);
}

function residentMb(pid: string): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const rowBytes = 77;

async function write(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  out.write('id,customer,region,on,at,price,note\n');
  for (let n = 0; n < rows; n += 10_000) {
    let lines = '';
    for (let i = n; i < Math.min(rows, n + 10_000); i += 1) {
      const day = `2024-0${1 + (i % 9)}-1${i % 10}`;
      lines += `${i},${(i * 7919) % 50_000},Region ${i % 40},${day},${day} 12:15:0${i % 10},${i % 1000}.50,a note of ${(i * 104_729) % 9973}\n`;
    }
    if (!out.write(lines)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

// where the system does not tell, there is nothing to measure
deepTest(
  'a CSV of 1 GB is imported and profiled with 300 MB of memory at most, beside what was in use before',
  async ({ rounds }) => {
    const file = { path: path.join(root, 'large.csv'), name: 'large.csv' };
    const rows = rounds(Math.round(1e9 / rowBytes));
    await write(file.path, rows);
    const rest = childrenMb();
    let most = 0;
    const watch = setInterval(() => void (most = Math.max(most, childrenMb() - rest)), 20);
    try {
      const into = { dataset: 'large', table: 'large', how: 'replace' } as const;
      const version = await datasets.import(file, null, into, { signal });
      const profile = await datasets.profile('large', { signal });
      expect([version.rows, profile.rows, profile.duplicateRows]).toEqual([rows, rows, 0]);
    } finally {
      clearInterval(watch);
    }
    expect(most).toBeGreaterThan(50);
    expect(most).toBeLessThan(300);
  },
  { skip: process.platform !== 'linux' },
);
