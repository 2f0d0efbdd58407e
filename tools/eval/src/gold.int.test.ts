import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGold } from './gold.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-gold-'));
const file = path.join(folder, 'small.sqlite');

beforeAll(() => {
  const db = new DatabaseSync(file);
  db.exec(`create table city (name text, people integer); insert into city values ('Ulm', 120), ('Bonn', 330)`);
  db.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a gold query', () => {
  it('may write text in double quotes, as published suites do', () => {
    const gold = openGold(file);
    expect(gold.run('select people from city where name = "Ulm"')).toEqual({ columns: ['people'], rows: [[120n]] });
    gold.close();
  });

  it('names its mistake and cannot write', () => {
    const gold = openGold(file);
    expect(gold.run('select nothing from city')).toHaveProperty('error');
    expect(gold.run('delete from city')).toHaveProperty('error');
    gold.close();
  });
});
