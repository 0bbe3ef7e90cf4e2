/** The statistics kernel, as the build makes it: see buildKernels.ts. */
import fs from 'node:fs';
import path from 'node:path';

export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(fs.readFileSync(path.resolve(import.meta.dirname, '../../../dist/trainer/statistics.wasm')));
}
