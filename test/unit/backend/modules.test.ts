/** However a program comes by tfjs, it gets the one instance that is hooked. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DeepImportError, loadBackend, NativeOnlyError, type Tfjs } from '../../../src/trainer/backend/index.js';

let tf: Tfjs;
let workspace: string;
let requireThere: NodeJS.Require;

beforeAll(async () => {
  workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-modules-'));
  const library = path.join(workspace, 'node_modules', 'some-library');
  fs.mkdirSync(library, { recursive: true });
  fs.writeFileSync(path.join(library, 'index.js'),
    `exports.tf = require('@tensorflow/tfjs'); exports.core = require('@tensorflow/tfjs-core');`);
  const own = path.join(workspace, 'node_modules', '@tensorflow', 'tfjs');
  fs.mkdirSync(path.join(own, 'dist'), { recursive: true });
  fs.writeFileSync(path.join(own, 'package.json'),
    JSON.stringify({ name: '@tensorflow/tfjs', version: '3.21.0', main: 'dist/tf.node.js' }));
  fs.writeFileSync(path.join(own, 'dist', 'tf.node.js'), `throw new Error('the workspace\\'s tfjs was loaded');`);
  requireThere = createRequire(path.join(workspace, 'program.js'));
  ({ tf } = await loadBackend({ packageRoot: workspace, backend: 'cpu', fence: { scratch: path.join(workspace, 'scratch') } }));
});

afterAll(() => fs.rmSync(workspace, { recursive: true, force: true }));

interface TfjsLike extends Tfjs {
  default: unknown;
  __esModule: unknown;
}

it.each(['@tensorflow/tfjs', '@tensorflow/tfjs/dist/tf.min.js', '@tensorflow/tfjs/dist/index', '@tensorflow/tfjs/dist/tf.es2017.js'])(
  'require(%j) gives the instance', (request) => {
    expect(requireThere(request)).toBe(tf);
  });

it('resolves an absolute path into the workspace\'s copy to the instance', () => {
  expect(requireThere(requireThere.resolve('@tensorflow/tfjs'))).toBe(tf);
});

it('gives every package\'s classes and functions from the instance', () => {
  const of = (name: string): TfjsLike => requireThere(name) as TfjsLike;
  expect(of('@tensorflow/tfjs-core').Tensor).toBe(tf.Tensor);
  expect(of('@tensorflow/tfjs-core').engine()).toBe(tf.engine());
  expect(of('@tensorflow/tfjs-layers').layers.Layer).toBe(tf.layers.Layer);
  expect(of('@tensorflow/tfjs-converter').loadGraphModel).toBe(tf.loadGraphModel);
  expect(Object.keys(of('@tensorflow/tfjs-data'))).toEqual(expect.arrayContaining(['csv', 'generator', 'zip', 'Dataset']));
  expect(Object.keys(of('@tensorflow/tfjs-backend-cpu'))).toContain('MathBackendCPU');
  expect(Object.keys(of('@tensorflow/tfjs-backend-wasm'))).toContain('setWasmPaths');
});

it('reads as a CommonJS module in every style of import', () => {
  const exports = requireThere('@tensorflow/tfjs') as TfjsLike;
  expect(exports.__esModule).toBe(true);
  expect(exports.default).toBe(exports);
  expect(Object.keys(exports)).not.toContain('default');
  expect(Object.keys(exports)).toEqual(expect.arrayContaining(['sequential', 'tensor', 'data', 'io', 'train', 'version', 'layers']));
});

it('leads packages of the workspace to the instance too', () => {
  const library = requireThere('some-library') as { tf: unknown; core: { Variable: unknown } };
  expect(library.tf).toBe(tf);
  expect(library.core.Variable).toBe(tf.Variable);
});

it('gives packages to bundles in ES module format through the global accessor', () => {
  const accessor = (globalThis as unknown as Record<symbol, (name: string) => unknown>)[Symbol.for('gradient-inspector.tfjs')];
  expect(accessor('@tensorflow/tfjs')).toBe(tf);
  expect(accessor('@tensorflow/tfjs-node')).toBe(requireThere('@tensorflow/tfjs-node'));
  expect(() => accessor('left-pad')).toThrow(/left-pad/);
});

it('names a deep import and the way out', () => {
  expect(() => requireThere('@tensorflow/tfjs-layers/dist/engine/topology')).toThrow(DeepImportError);
  expect(() => requireThere('@tensorflow/tfjs-layers/dist/engine/topology'))
    .toThrow(/'@tensorflow\/tfjs-layers\/dist\/engine\/topology'.*import what you need from '@tensorflow\/tfjs-layers'/);
});

it('lets imports pass that are only for their effect, and those of package.json', () => {
  expect(requireThere('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops')).toEqual({});
  expect((requireThere('@tensorflow/tfjs/package.json') as { version: string }).version).toBe('3.21.0');
});

it('stands in for tfjs-node where its library is not used', () => {
  const node = requireThere('@tensorflow/tfjs-node') as Tfjs & { node: Record<string, () => void> };
  expect(node.sequential).toBe(tf.sequential);
  expect(node.version).toMatchObject({ tfjs: '4.22.0', 'tfjs-node': '4.22.0' });
  expect(() => node.node.decodeImage()).toThrow(NativeOnlyError);
  expect(() => node.node.decodeImage()).toThrow(/tf\.node\.decodeImage needs the native library of @tensorflow\/tfjs-node/);
});

it('keeps the run\'s backend when a program of tfjs-node asks for its own', async () => {
  const node = requireThere('@tensorflow/tfjs-node') as Tfjs;
  expect(await node.setBackend('tensorflow')).toBe(true);
  expect(tf.getBackend()).toBe('cpu');
  await expect(node.setBackend('no-such-backend')).rejects.toThrow(/no-such-backend/);
});

it('saves models of a fenced run in its scratch folder, and loads them from there', async () => {
  const node = requireThere('@tensorflow/tfjs-node') as Tfjs;
  const target = path.join(workspace, 'my', 'model');
  const model = node.sequential({ layers: [node.layers.dense({ units: 2, inputShape: [3] })] });
  await model.save(`file://${target}`);
  expect(fs.existsSync(target)).toBe(false);
  const loaded = await node.loadLayersModel(`file://${path.join(target, 'model.json')}`);
  const x = tf.ones([1, 3]);
  expect(Array.from((loaded.predict(x) as ReturnType<Tfjs['ones']>).dataSync()))
    .toEqual(Array.from((model.predict(x) as ReturnType<Tfjs['ones']>).dataSync()));
});
