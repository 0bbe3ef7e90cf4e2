/** How soon a user sees gradients: after an edit with a warm child waiting, and after the command with none. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Analysis, Standby, trainerSetup } from '../../src/analysis/index.js';
import type { AnalysisOptions } from '../../src/analysis/index.js';
import { TrainerProcess } from '../../src/run/index.js';
import type { HostToPanel } from '../../src/shared/panelProtocol.js';
import { RunFeed } from '../../src/views/runFeed.js';
import { cpuMsOf, median } from '../harness/measure.js';
import type { Row, Settings, Table } from '../harness/part.js';

const EDIT_BAR_MS = 40;
const COMMAND_BAR_MS = 400;
/** A child is started, loaded and warmed up in this time on a machine that is not too busy. */
const REST_MS = 1500;

/** A 6-layer MLP as a user writes it. */
const program = (edit: number): string => `
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ inputShape: [64], units: 64, activation: 'relu' }));
for (let i = 0; i < 4; i++) model.add(tf.layers.dense({ units: 64, activation: 'relu' }));
model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(${1e-3 + edit * 1e-6}), loss: 'categoricalCrossentropy' });

async function main() {
  const xs = tf.randomNormal([256, 64]);
  const ys = tf.oneHot(tf.randomUniform([256], 0, 10, 'int32'), 10);
  await model.fit(xs, ys, { epochs: 2, batchSize: 32, verbose: 0 });
}
void main();
`;

const trainerPath = path.join(process.cwd(), 'dist', 'trainer', 'main.js');

/** Milliseconds from the beginning to each event, by the clock and of CPU in host and child together, where both are known. */
type Moments = Record<string, { clock: number; cpu: number }>;

export async function* part({ quick }: Settings): AsyncGenerator<Table> {
  const folder = path.join(process.cwd(), 'out', 'bench', 'latency');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'model.ts');
  fs.writeFileSync(file, program(0));
  const rounds = quick ? 1 : 15;
  const edits: Moments[] = [];
  const commands: Moments[] = [];
  for (let round = 0; round <= rounds; round++) {
    edits.push(await afterEdit(file, round));
    commands.push(await afterCommand(file));
  }
  // The first of each loads modules and starts esbuild, as the first of an editor's session does.
  yield table('Edit to first captured gradients, 6-layer MLP, a warm child waiting', edits, EDIT_BAR_MS, quick);
  yield table('Command to first gradients posted to an open panel, 6-layer MLP', commands, COMMAND_BAR_MS, quick);
}

async function afterEdit(file: string, edit: number): Promise<Moments> {
  const options: AnalysisOptions = {
    file, root: path.dirname(file), overrides: new Map([[file, program(edit)]]), trainerPath, live: true, atLimit: 'end',
  };
  const children = new Standby(() => new TrainerProcess(trainerSetup(options), options));
  children.prepare();
  await sleep(REST_MS);
  const standby = children.take();
  await children.dispose();
  await untilResting(standby.pid!);
  return watch({ ...options, standby }, () => undefined);
}

/** On a busy machine the warm-up takes longer; where the CPU time of others cannot be told, nothing is waited for. */
async function untilResting(pid: number): Promise<void> {
  for (let before = NaN, now = cpuMsOf(pid); !(now - before < 1); before = now, now = cpuMsOf(pid)) {
    if (Number.isNaN(now)) return;
    await sleep(100);
  }
}

function afterCommand(file: string): Promise<Moments> {
  return watch({ file, root: path.dirname(file), trainerPath, backend: 'wasm', steps: 5, atLimit: 'end' }, (analysis, passed) => {
    const post = async (message: HostToPanel): Promise<void> => {
      if (message.type === 'steps' && message.count > 0) passed('first gradients posted');
    };
    new RunFeed({ analysis, stale: false, origin: 'own' }, post);
  });
}

async function watch(options: AnalysisOptions, prepare: (analysis: Analysis, passed: (moment: string) => void) => void): Promise<Moments> {
  const moments: Moments = {};
  const cpuNow = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 + (options.standby?.pid === undefined ? NaN : cpuMsOf(options.standby.pid));
  };
  const [began, cpuBegan] = [performance.now(), cpuNow()];
  const passed = (moment: string): void => void (moments[moment] ??= { clock: performance.now() - began, cpu: cpuNow() - cpuBegan });
  const analysis = new Analysis(options);
  prepare(analysis, passed);
  const changes = analysis.onChange((what) => {
    const { phase } = analysis.status;
    if (phase === 'running') passed('bundled and handed over');
    if (what === 'layers' && analysis.store.layers.length > 0) passed('model built');
    if (what === 'steps' && analysis.store.stepCount > 0) passed('first gradients');
  });
  await analysis.start();
  changes.dispose();
  if (analysis.status.failure) throw new Error(analysis.status.failure.message);
  analysis.dispose();
  return moments;
}

function table(title: string, all: readonly Moments[], bar: number, quick: boolean): Table {
  const counted = all.slice(1);
  const names = Object.keys(counted[0]).sort((a, b) => counted[0][a].clock - counted[0][b].clock);
  const rows = names.map((name, i): Row => {
    const clock = counted.map((moments) => moments[name].clock);
    const cpu = median(counted.map((moments) => moments[name].cpu));
    return {
      label: name,
      figures: { median: median(clock), fastest: Math.min(...clock), first: all[0][name].clock, ...(Number.isFinite(cpu) && { CPU: cpu }) },
      bar: i === names.length - 1 ? { column: 'median', atMost: bar } : undefined,
    };
  });
  return {
    title: `${title}: ms since then`,
    columns: { median: 1, fastest: 1, first: 1, ...(rows.some(({ figures }) => 'CPU' in figures) && { CPU: 1 }) },
    rows,
    notes: [`Median of ${counted.length}${quick ? ' (quick)' : ''}, by the clock; "first" is the first of a session, which also starts esbuild and loads modules; "CPU" is what host and child needed, however busy the machine.`],
  };
}
