/** The command on the workspace's own TensorFlow. Where libtensorflow cannot be had, a stand-in takes its place. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/shared/report.js';
import { NODE, NODE_GPU, standIn, writePackage } from '../backend/nativeStandIn.js';
import { buildCommand, runCommand } from './build.js';

const PROGRAM = `import * as tf from '@tensorflow/tfjs-node';

const model = tf.sequential();
model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 1], activation: 'relu' }));
model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
model.add(tf.layers.flatten());
model.add(tf.layers.dropout({ rate: 0.2 }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });

async function main(): Promise<void> {
  const xs = tf.randomNormal([64, 8, 8, 1]);
  const ys = tf.oneHot(tf.randomUniform([64], 0, 3, 'int32'), 3);
  if (process.argv.includes('--pixels')) {
    const image = tf.node.decodeImage(new Uint8Array([10, 20, 30, 40, 50, 60]), 3);
    console.log('pixels', image.shape.join('x'), Array.from(image.dataSync()).join(' '));
    image.dispose();
  }
  const callbacks = tf.node.tensorBoard('logs');
  await model.fit(xs, ys, { epochs: 1, batchSize: 16, verbose: 0, callbacks });
  const before = tf.memory().numTensors;
  await model.fit(xs, ys, { epochs: 3, batchSize: 16, verbose: 0, callbacks });
  console.log('new tensors', tf.memory().numTensors - before);
}
void main();
`;

let folder: string;

beforeAll(async () => { folder = await buildCommand(); }, 120_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function workspaceWith(name: string, packages: Record<string, string>): string {
  const workspace = path.join(folder, name);
  for (const [packageName, code] of Object.entries(packages)) writePackage(workspace, packageName, '4.22.0', code);
  fs.mkdirSync(workspace, { recursive: true });
  fs.writeFileSync(path.join(workspace, 'package.json'), '{}');
  fs.writeFileSync(path.join(workspace, 'train.ts'), PROGRAM);
  return workspace;
}

async function analyze(workspace: string, backend: string, ...args: string[]): Promise<{ report: Report; output: string; label: string }> {
  const file = path.join(workspace, 'train.ts');
  const json = path.join(workspace, 'report.json');
  const { code, stdout, stderr } = await runCommand(folder, ['analyze', file, '--cwd', workspace, '--backend', backend, '--json', json, ...args]);
  expect([code, stderr]).toEqual([0, '']);
  return { report: JSON.parse(fs.readFileSync(json, 'utf8')) as Report, output: stdout, label: /TensorFlow [^,\n]+/.exec(stdout)?.[0] ?? '' };
}

/** The largest difference of two lists of numbers, relative to the larger one, or to 1e-6 where both are smaller. */
function difference(a: Report['series']['loss'], b: Report['series']['loss']): number {
  expect(a.map((x) => typeof x)).toEqual(b.map((x) => typeof x));
  return Math.max(0, ...a.map((x, i) => Math.abs(Number(x) - Number(b[i])) / Math.max(Math.abs(Number(x)), Math.abs(Number(b[i])), 1e-6)));
}

describe('gradient-inspector analyze on a workspace with tfjs-node', { timeout: 120_000 }, () => {
  it('runs an unmodified program of tfjs-node on it, with what only its library has, and leaves no tensors behind', async () => {
    const workspace = workspaceWith('pixels', { [NODE]: standIn({ gpu: false }) });
    const { report, output, label } = await analyze(workspace, 'auto', '--', '--pixels');
    expect(report).toMatchObject({ backend: 'tensorflow', steps: 16, stopped: 'end', error: null });
    expect(label).toBe('TensorFlow 2.9.1 (CPU)');
    expect(output).toContain('How to train on a GPU: docs/gpu.md');
    expect(output).toContain('pixels 1x2x3 10 20 30 40 50 60');
    expect(output).toContain('new tensors 0');
    expect(fs.readFileSync(path.join(workspace, 'logs/events.native'), 'utf8').match(/epoch \d loss \d/g)).toHaveLength(4);
    expect(report.layers.map(({ site }) => site?.line)).toEqual([4, 5, 6, 7, 8]);
  });

  it('sees there what it sees on WebAssembly, and every gradient', async () => {
    const workspace = workspaceWith('exact', { [NODE]: standIn({ gpu: false }) });
    const [native, wasm] = [(await analyze(workspace, 'tensorflow')).report, (await analyze(workspace, 'wasm')).report];
    expect([native.backend, wasm.backend]).toEqual(['tensorflow', 'wasm']);
    expect(difference(native.series.loss, wasm.series.loss)).toBeLessThan(1e-5);
    let compared = 0;
    for (const [id, series] of Object.entries(wasm.series.layers)) {
      for (const statistic of ['outputGradientRms', 'weightGradientNorm', 'updateToWeightRatio', 'activationMean', 'activationStd', 'deadFraction'] as const) {
        expect(difference(native.series.layers[id]![statistic], series[statistic]), `${id} ${statistic}`).toBeLessThan(1e-5);
        compared += series[statistic].filter((value) => value !== null && value !== 0).length;
      }
    }
    // Five outputs, and the weights of two layers, at sixteen steps.
    expect(compared).toBeGreaterThan(16 * (5 + 2));
    expect(native.findings.map(({ rule }) => rule)).toEqual(wasm.findings.map(({ rule }) => rule));
  });

  it('takes tfjs-node-gpu before tfjs-node, also for a program that names the other', async () => {
    const workspace = workspaceWith('gpu', { [NODE_GPU]: standIn({ gpu: true }), [NODE]: standIn({ gpu: false }) });
    const { report, label } = await analyze(workspace, 'auto', '--', '--pixels');
    expect(report).toMatchObject({ backend: 'tensorflow-gpu', steps: 16, error: null });
    expect(label).toMatch(/^TensorFlow 2\.9\.1 \(GPU/);
  });

  it('says what a program needs that the library is missing for, at its line', async () => {
    const workspace = workspaceWith('without', {});
    const file = path.join(workspace, 'train.ts');
    const { code, stderr } = await runCommand(folder, ['analyze', file, '--cwd', workspace, '--backend', 'wasm', '--', '--pixels']);
    expect(code).toBe(2);
    expect(stderr).toContain('tf.node.decodeImage needs the native library of @tensorflow/tfjs-node');
    expect(stderr).toContain('train.ts:15:');
  });
});
