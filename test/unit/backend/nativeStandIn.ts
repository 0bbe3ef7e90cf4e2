/**
 * A stand-in for `@tensorflow/tfjs-node`, whose library cannot be had everywhere. It is put together and behaves as the
 * real package does (its `dist/index.js`), with the cpu backend's code in place of libtensorflow's: it trains.
 */
import fs from 'node:fs';
import path from 'node:path';

export const NODE = '@tensorflow/tfjs-node';
export const NODE_GPU = '@tensorflow/tfjs-node-gpu';

export interface StandIn {
  /** What the library says of itself. */
  gpu: boolean;
  /** Path of a runtime in which the library cannot be loaded. */
  refuses?: string;
}

/** Writes a package into a workspace's node_modules. */
export function writePackage(workspace: string, name: string, version: string, code: string): void {
  const there = path.join(workspace, 'node_modules', name);
  fs.mkdirSync(there, { recursive: true });
  fs.writeFileSync(path.join(there, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
  fs.writeFileSync(path.join(there, 'index.js'), code);
}

export function standIn({ gpu, refuses = '' }: StandIn): string {
  return `const fs = require('fs');
const path = require('path');
const util = require('util');
const tf = require('@tensorflow/tfjs');
const { MathBackendCPU } = require('@tensorflow/tfjs-backend-cpu');

if (process.execPath === ${JSON.stringify(refuses)}) throw new Error('External buffers are not allowed');

/** Answers as the binding does: an operation is asked for by name. */
const bindings = {
  TF_Version: '2.9.1',
  isUsingGpuDevice: () => ${gpu},
  executeOp(name, bytes) {
    if (name !== 'DecodePng') throw new Error('Op type not registered ' + name);
    return { shape: [1, bytes.length / 3, 3], dtype: 'int32', values: Int32Array.from(bytes) };
  },
};

class NodeJSKernelBackend extends MathBackendCPU {
  constructor(binding) {
    super();
    this.firstUse = false;
    this.binding = binding;
    this.isUsingGpuDevice = binding.isUsingGpuDevice();
  }
  write(values, shape, dtype) {
    // Called by the real backend for every operation. Gone from Node 23.
    if (util.isNullOrUndefined(shape) || !util.isArray(shape)) throw new Error('No shape');
    return super.write(values, shape, dtype);
  }
}
for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });

const decodeImage = (bytes) => {
  const { values, shape, dtype } = tf.backend().binding.executeOp('DecodePng', bytes);
  return tf.tensor(values, shape, dtype);
};
const tensorBoard = (logdir) => new tf.CustomCallback({
  onEpochEnd: (epoch, { loss }) => {
    fs.mkdirSync(logdir, { recursive: true });
    fs.appendFileSync(path.join(logdir, 'events.native'), 'epoch ' + epoch + ' loss ' + loss + '\\n');
  },
});

Object.assign(exports, tf, { version: { ...tf.version, 'tfjs-node': '4.22.0' }, node: { decodeImage, tensorBoard } });
tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(bindings), 3);
if (!tf.setBackend('tensorflow')) throw new Error('Could not initialize TensorFlow backend.');
`;
}
