/** One part of the benchmark in its own process: `node child.cjs PART OUT [--quick]`, started by main.mjs. */
import fs from 'node:fs';
import path from 'node:path';
import { describeMachine } from './harness/machine.js';
import { meets } from './harness/part.js';
import type { Part, Table } from './harness/part.js';
import { machineText, tableText } from './harness/print.js';

/** A part is a file in parts/ and a line here. */
const parts: Record<string, () => Promise<{ part: Part }>> = {
  backend: () => import('./parts/backend.js'),
  capture: () => import('./parts/capture.js'),
  growth: () => import('./parts/growth.js'),
  host: () => import('./parts/host.js'),
  latency: () => import('./parts/latency.js'),
};

async function main([name, out, ...flags]: string[]): Promise<void> {
  const quick = flags.includes('--quick');
  const { part } = await parts[name]();
  const machine = await describeMachine();
  console.log(`\n== ${name} ==\n${machineText(machine)}`);
  const tables: Table[] = [];
  for await (const table of part({ quick })) {
    console.log(`\n${tableText(table)}`);
    tables.push(table);
  }
  const judged = tables.map((table) => ({ ...table, rows: table.rows.map((row) => ({ ...row, met: meets(row) })) }));
  fs.writeFileSync(path.join(out, `${name}.json`), `${JSON.stringify({ part: name, quick, machine, tables: judged }, null, 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
