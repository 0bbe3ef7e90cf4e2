/** What the host does when a run of many layers is over: the layers' lines, the verdict, remedies, the report. */
import fs from 'node:fs';
import path from 'node:path';
import { buildReport, reportJson } from '../src/analysis/index.js';
import { locateLayer } from '../src/analysis/sites.js';
import { RunSources } from '../src/analysis/sources.js';
import { diagnose } from '../src/diagnosis/index.js';
import { bundleProgram } from '../src/program/index.js';
import { remediesFor } from '../src/remedies/index.js';
import { RunStore } from '../src/run/index.js';
import type { RunStatus } from '../src/shared/panelProtocol.js';
import { STATISTIC_COUNT, STATISTIC_INDEX } from '../src/shared/statistics.js';
import type { RawLayer } from '../src/shared/trainerProtocol.js';
import { cpuMs, growthExponent } from './harness/measure.js';
import type { Row, Table } from './harness/part.js';
import { denseLayer, fullStep } from './synthetic.js';

/** From the last step to everything that is to be said, when nothing else is done. */
const BAR_MS = 5000;

/** A deep sigmoid net, each layer on a line of its own, as generated code or a long file has them. */
const LINE = "model.add(tf.layers.dense({ units: 8, activation: 'sigmoid', inputShape: [8] }));\n";
const HEAD = "const tf = require('@tensorflow/tfjs');\nconst model = tf.sequential();\n";

export async function endOfRun(sizes: readonly number[], steps: number, exponentBar: number): Promise<Table> {
  const rows: Row[] = [];
  for (const layers of sizes) rows.push({ label: `${layers} layers`, figures: await measure(layers, steps) });
  const last = rows.at(-1)!;
  last.bar = { column: 'all', atMost: BAR_MS };
  if (rows.length > 1) {
    const exponent = (column: string): number => growthExponent(sizes, rows.map(({ figures }) => Math.max(figures[column], 1e-3)));
    rows.push({
      label: 'exponent',
      figures: Object.fromEntries(Object.keys(last.figures).map((column) => [column, exponent(column)])),
      bar: { column: 'all', atMost: exponentBar },
    });
  }
  return {
    title: `The end of a run of ${steps} steps, against the number of layers: CPU ms of the host`,
    columns: { lines: 1, verdict: 1, remedies: 1, report: 1, all: 1 },
    rows,
    notes: ['Gradients that vanish, in a program with each layer on a line of its own; "lines" leads the layers\' stacks back to the source.'],
  };
}

async function measure(layers: number, steps: number): Promise<Record<string, number>> {
  const folder = path.join(process.cwd(), 'out', 'bench', 'growth');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `layers${layers}.js`);
  fs.writeFileSync(file, HEAD + LINE.repeat(layers));
  const program = await bundleProgram({ file, root: folder });
  const raw = rawLayers(program.image.code);
  const store = new RunStore();
  const lines = await cpuMs(() => store.setLayers(raw.map((layer) => locateLayer(layer, program))));
  fill(store, steps);
  const sources = new RunSources(folder);
  const verdict = await cpuMs(() => diagnose(store));
  const findings = diagnose(store);
  if (findings.length === 0 || store.layers.some(({ site }) => site === null)) throw new Error('The run of the bench is not what it should be.');
  let views: Parameters<typeof buildReport>[3] = [];
  const remedies = await cpuMs(() => {
    views = findings.map((finding) => ({ ...finding, remedies: remediesFor(finding, store, sources) }));
  });
  const report = await cpuMs(() => [...reportJson(buildReport(folder, STATUS, store, views))]);
  return { lines, verdict, remedies, report, all: lines + verdict + remedies + report };
}

/** The layers as the child announces them, with the places of their calls in the bundle. */
function rawLayers(code: string): RawLayer[] {
  return code.split('\n').flatMap((text, line) => {
    const column = text.indexOf('dense(');
    return column < 0 ? [] : [{ line: line + 1, column: column + 1 }];
  }).map((frame, depth) => ({ ...denseLayer(depth), frames: [frame] }));
}

const STATUS: RunStatus = {
  id: 'bench', file: 'layers.js', phase: 'done', stopped: 'end', backend: { name: 'wasm', label: '', passedOver: [], notes: [] }, seed: 1,
  steps: 0, stepLimit: null, seconds: 1, dataKind: 'program', failure: null, stale: false, notes: [], live: false, trials: null,
};

/** A fifth of the gradient is left behind each layer. */
function fill(store: RunStore, steps: number): void {
  const rows = store.layers.map(({ id }) => id);
  store.setModels([{
    id: 'model', name: 'model', className: 'Sequential', layers: rows, losses: ['meanSquaredError'], optimizer: null,
    strayCompileArguments: [], site: null,
  }]);
  const values = new Float32Array(rows.length * STATISTIC_COUNT);
  rows.forEach((_, row) => {
    const at = row * STATISTIC_COUNT;
    values.fill(0.1, at, at + STATISTIC_COUNT);
    values[at + STATISTIC_INDEX.outputGradientNorm] = Math.max(1e-30, 0.2 ** (rows.length - row));
    values[at + STATISTIC_INDEX.outputGradientRms] = values[at + STATISTIC_INDEX.outputGradientNorm];
  });
  for (let step = 0; step < steps; step++) store.append(fullStep(step, rows, values));
}
