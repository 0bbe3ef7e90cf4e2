/** Programs run by the command line on WebGPU, in a workspace that has the package. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dawnFolder } from '../../../scripts/webgpu/dawn.mjs';
import type { Report } from '../../../src/shared/report.js';
import { describeWebgpu } from './support.js';

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js');
let workspace: string;

function analyze(program: string, ...options: string[]): Promise<{ code: number; report: Report; errors: string }> {
  const file = path.join(workspace, 'model.ts');
  fs.writeFileSync(file, program);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, 'analyze', file, '--json', '-', ...options], { maxBuffer: 1e8 }, (_, output, errors) => {
      resolve({ code: child.exitCode ?? -1, report: JSON.parse(output) as Report, errors });
    });
  });
}

const LOOP = `import * as tf from '@tensorflow/tfjs';
const w = tf.variable(tf.tensor([3, -2]));
const optimizer = tf.train.sgd(0.1);
for (let step = 0; step < 40; step++) {
  const loss = optimizer.minimize(() => w.square().sum() as tf.Scalar, true)!;
  if (step % 10 === 0) console.log(loss.dataSync()[0]);
}
`;

describeWebgpu('a program on WebGPU', () => {
  beforeAll(() => {
    workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-webgpu-'));
    fs.symlinkSync(path.join(dawnFolder(), 'node_modules'), path.join(workspace, 'node_modules'));
  });
  afterAll(() => fs.rmSync(workspace, { recursive: true, force: true }));

  it('that never yields and reads synchronously sends every step, and is told what that costs', async () => {
    const { code, report, errors } = await analyze(LOOP, '--backend', 'webgpu');
    expect([code, report.backend, report.steps, report.stopped]).toEqual([0, 'webgpu', 40, 'end']);
    expect(report.series.loss).toHaveLength(40);
    report.series.loss.forEach((loss, step) => expect(loss).toBeCloseTo(13 * 0.64 ** step, 4));
    expect(errors).toContain('model.ts:6: The program reads values synchronously');
  });

  it('ends at its limit with all its steps', async () => {
    const { code, report } = await analyze(LOOP.replace('40', '1e9'), '--backend', 'webgpu', '--steps', '15');
    expect([code, report.steps, report.stopped]).toEqual([0, 15, 'steps']);
    expect(report.series.loss.filter((loss) => typeof loss === 'number')).toHaveLength(15);
  });

  it('fails with one sentence when the GPU refuses a computation', async () => {
    const refused = '(tf.backend() as unknown as { device: GPUDevice }).device.createShaderModule({ code: "fn nonsense(" });\n';
    const { code, report } = await analyze(LOOP.replace('for (let', `${refused}for (let`), '--backend', 'webgpu');
    expect(code).toBe(2);
    expect(report.error!.message).toMatch(/^WebGPU refused a computation of TensorFlow\.js: .+\. Choose another backend, such as "wasm", to train this program\.$/);
  });

  it('that never yields for long ends with one sentence and the line of its loop, and what it showed stays', async () => {
    const { code, report } = await analyze(LOOP.replace('40', '1e9'), '--backend', 'webgpu');
    expect(code).toBe(2);
    expect(report.error).toMatchObject({ file: 'model.ts', line: 5 });
    expect(report.error!.message).toMatch(/^The program trains without ever yielding to the event loop/);
    expect(report.steps).toBeGreaterThan(40);
  });

  it('runs elsewhere by itself where there is no GPU but a driver in software', async () => {
    const { report, errors } = await analyze(LOOP);
    if (report.backend === 'webgpu') return expect(errors).not.toMatch(/computes on the CPU/);
    expect(report.backend).toBe('wasm');
    expect(errors + JSON.stringify(report)).toMatch(/WebGPU found no GPU, only .+, which computes on the CPU/);
  });
});
