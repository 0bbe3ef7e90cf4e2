/** Leads every `@tensorflow/tfjs*` import of the process to the one instance of tfjs.ts. */
import Module from 'node:module';
import { packages, type Exports } from './tfjs.js';

/** Where bundles in ES module format ask for a tfjs package: `(packageName) => exports`. */
export const TFJS_ACCESSOR = Symbol.for('gradient-inspector.tfjs');

interface ModuleInternals {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}

/** The exports that stand for a package. Throws for a deep import or a package that is not there. */
export function tfjsPackage(name: string): Exports {
  const exports = packages.get(name);
  if (!exports) throw new Error(`Cannot find the TensorFlow.js package '${name}'.`);
  return exports;
}

/** Installs the hooks; a second call changes nothing. */
export function leadModules(): void {
  const global = globalThis as unknown as Record<symbol, unknown>;
  if (global[TFJS_ACCESSOR]) return;
  global[TFJS_ACCESSOR] = tfjsPackage;
  const internals = Module as unknown as ModuleInternals;
  const load = internals._load;
  internals._load = function (request, parent, isMain) {
    return packages.has(request) ? tfjsPackage(request) : load.call(this, request, parent, isMain);
  };
}
