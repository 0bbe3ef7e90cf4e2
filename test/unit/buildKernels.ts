import path from 'node:path';
import { buildKernels } from '../../scripts/kernels.cjs';

/** The trainer's sources, run unbundled, find their WebAssembly where the build puts it. */
export default function setup(): void {
  buildKernels(path.resolve(import.meta.dirname, '../../dist/trainer'));
}
