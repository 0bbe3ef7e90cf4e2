/**
 * The one TensorFlow.js instance of the training child.
 *
 * Everything in the process that says `@tensorflow/tfjs*` is led to the objects made here (see modules.ts): the hooks
 * of the capture see a layer only if the user's `Layer` class is the one that they hooked.
 */
import * as union from '@tensorflow/tfjs';
import * as cpu from '@tensorflow/tfjs-backend-cpu';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as converter from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import * as data from '@tensorflow/tfjs-data';
import * as layers from '@tensorflow/tfjs-layers';

export type Tfjs = typeof union;

/** What `require` gives for a package. */
export type Exports = Record<string, unknown>;

/**
 * An ES module namespace as `require` would give it: enumerable exports, and `__esModule` and `default` beside them,
 * so that `require(p)`, `import * as tf from p`, `import { x } from p` and `import tf from p` all get the same object.
 */
export function asCommonJs(namespace: object): Exports {
  const exports: Exports = {};
  for (const [name, value] of Object.entries(namespace)) {
    if (name !== 'default') exports[name] = value;
  }
  Object.defineProperty(exports, '__esModule', { value: true });
  Object.defineProperty(exports, 'default', { value: exports, writable: true, configurable: true });
  return exports;
}

/** The API of `@tensorflow/tfjs`, as programs get it. */
export const tf = asCommonJs(union) as unknown as Tfjs;

/** The packages that the instance consists of, by name. */
export const packages: ReadonlyMap<string, Exports> = new Map<string, Exports>([
  ['@tensorflow/tfjs', tf as unknown as Exports],
  ['@tensorflow/tfjs-core', asCommonJs(core)],
  ['@tensorflow/tfjs-layers', asCommonJs(layers)],
  ['@tensorflow/tfjs-converter', asCommonJs(converter)],
  ['@tensorflow/tfjs-data', asCommonJs(data)],
  ['@tensorflow/tfjs-backend-cpu', asCommonJs(cpu)],
  ['@tensorflow/tfjs-backend-wasm', asCommonJs(wasm)],
]);

/** Version of the instance. */
export const tfjsVersion = tf.version.tfjs;
