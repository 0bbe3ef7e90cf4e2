/** The benchmark runs: every part, as briefly as it can. Its figures are for people, on a machine that they know. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Row, Table } from '../../../bench/harness/part.js';

const root = path.resolve(import.meta.dirname, '../../..');
const out = path.join(root, 'out', 'bench');

const run = (...args: string[]) => promisify(execFile)(process.execPath, [path.join(root, 'bench/main.mjs'), ...args], { cwd: root });

/** What a part wrote. */
interface Written {
  machine: { matmulMs: number };
  tables: (Omit<Table, 'rows'> & { rows: (Row & { met: boolean | null })[] })[];
}

it('measures every part and writes its figures, each with its bar', async () => {
  fs.rmSync(out, { recursive: true, force: true });
  const { stdout } = await run('--quick');
  for (const name of fs.readdirSync(path.join(root, 'bench/parts')).map((file) => path.parse(file).name)) {
    const { machine, tables } = JSON.parse(fs.readFileSync(path.join(out, `${name}.json`), 'utf8')) as Written;
    expect(machine.matmulMs).toBeGreaterThan(0);
    const rows = tables.flatMap((table) => table.rows);
    expect(rows.some(({ bar }) => bar), `${name} judges something`).toBe(true);
    for (const { label, figures, bar, met } of rows) {
      expect(Object.values(figures).every(Number.isFinite), `${name}, ${label}: ${JSON.stringify(figures)}`).toBe(true);
      if (bar) expect(met).toBe(figures[bar.column] <= (bar.atMost ?? Infinity) && figures[bar.column] >= (bar.atLeast ?? -Infinity));
    }
    for (const { title } of tables) expect(stdout).toContain(title);
  }
}, 300_000);

it('names the parts when asked for one that is not there', async () => {
  await expect(run('speed')).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/no part speed.*backend/) as string });
});
