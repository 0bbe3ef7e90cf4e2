/** Loads tfjs's WASM backend and makes it fit to train on. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { completeWasm } from './complete/index.js';
import { tf } from './tfjs.js';

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

/** The folder of the .wasm files: beside the bundle, or in the package when we run unbundled (tests). */
function wasmFolder(): string {
  if (fs.existsSync(path.join(__dirname, WASM_FILE))) return __dirname;
  const packageFile = createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  return path.join(path.dirname(packageFile), 'dist');
}

/** @returns the backend's name for people. */
export async function loadWasm(): Promise<string> {
  setWasmPaths(wasmFolder() + path.sep);
  setThreadsCount(1);
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.listeners(event as 'exit'));
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend of TensorFlow.js could not be started.');
  // Emscripten's listeners would turn the program's errors into crashes of their own making.
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before[i].includes(listener)) process.removeListener(event, listener);
    }
  });
  completeWasm(tf);
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return simd ? 'WebAssembly (SIMD)' : 'WebAssembly';
}
