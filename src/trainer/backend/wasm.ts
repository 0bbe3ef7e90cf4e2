/** Loads tfjs's WASM backend and makes it fit to train on. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { completeWasm } from './complete/index.js';
import { fuseOptimizers } from './optimizers/index.js';
import { fuseRecurrentLayers } from './recurrent/index.js';
import { tf } from './tfjs.js';

const SIMD_FILE = 'tfjs-backend-wasm-simd.wasm';

let prepared = false;

/** The folder of the .wasm files: beside the bundle, or in the package when we run unbundled (tests). */
function wasmFolder(): string {
  if (fs.existsSync(path.join(__dirname, SIMD_FILE))) return __dirname;
  const packageFile = createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  return path.join(path.dirname(packageFile), 'dist');
}

/**
 * Completes the backend without starting it, so that it can train also when the program itself chooses it; a second call
 * changes nothing. One thread: on a busy machine XNNPACK's threads cost more than they give.
 */
export function prepareWasm(): void {
  if (prepared) return;
  prepared = true;
  setWasmPaths(wasmFolder() + path.sep);
  setThreadsCount(1);
  completeWasm(tf);
  fuseOptimizers(tf);
  fuseRecurrentLayers(tf);
}

/** Makes it the current backend. @returns its name for people. */
export async function startWasm(): Promise<string> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend of TensorFlow.js could not be started.');
  // Emscripten's listeners would turn the program's own errors into crashes in tfjs's code.
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i].includes(listener)) process.removeListener(event, listener as () => void);
    }
  });
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return simd ? 'WebAssembly (SIMD)' : 'WebAssembly';
}
