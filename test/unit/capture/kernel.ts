/** The statistics kernel, compiled as the build does it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const source = path.join(root, 'src/trainer/capture/kernel/statistics.ts');

/** Path of the compiled kernel. Compiling takes seconds, so all test files share one, by the text of its source. */
export function kernelFile(): string {
  const hash = createHash('sha256').update(fs.readFileSync(source)).digest('hex').slice(0, 16);
  const file = path.join(os.tmpdir(), `gradient-inspector-kernel-${hash}.wasm`);
  if (!fs.existsSync(file)) {
    const own = `${file}.${process.pid}.wasm`;
    execFileSync(process.execPath, [
      path.join(root, 'node_modules/assemblyscript/bin/asc.js'), path.relative(root, source), '-o', path.relative(root, own),
      '--enable', 'simd', '--importMemory', '--runtime', 'stub', '-O3', '--noAssert',
    ], { cwd: root });
    fs.renameSync(own, file);
  }
  return file;
}

export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(fs.readFileSync(kernelFile()));
}
