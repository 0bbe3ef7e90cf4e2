/** Leads every `@tensorflow/tfjs*` import of the process to the one instance of tfjs.ts. */
import Module from 'node:module';
import { nodePackages } from './nodePackage.js';
import { asCommonJs, packages, tfjsVersion, type Exports } from './tfjs.js';

/**
 * The global by which a bundle in ES module format asks for a package, since imports of such a bundle do not pass
 * through `require`: `globalThis[Symbol.for('gradient-inspector.tfjs')](packageName)` gives the package's exports.
 */
export const TFJS_ACCESSOR = Symbol.for('gradient-inspector.tfjs');

/** An import of a file of a tfjs package that our copy of it does not have. */
export class DeepImportError extends Error {
  override readonly name = 'DeepImportError';
  constructor(request: string, packageName: string) {
    super(`The program imports '${request}', but TensorFlow.js ${tfjsVersion}, on which it is run, has no such file: ` +
      `import what you need from '${packageName}' itself.`);
  }
}

/** The exports of a single file, asked for as "@tensorflow/tfjs-layers/dist/layers/core"; null when there is none. */
export type InnerFiles = (request: string) => object | null;

/** `request` as package name and path within: "@tensorflow/tfjs-core", "dist/tensor". Absolute paths count too. */
const TFJS_REQUEST = /^(?:.*[\\/]node_modules[\\/])?@tensorflow[\\/](tfjs(?:-[a-z-]+)?)(?:[\\/](.+))?$/;

/** The files that stand for the whole package: "dist/index.js", "dist/tf.node.js", "dist/tf-core.min.js". */
const WHOLE_PACKAGE = /^(?:dist[\\/])?(?:index|tf(?:-[a-z-]+)?)(?:\.[a-z0-9]+)*$/;

/** Files that are imported for their effect only, which our instance has had already. */
const ONLY_EFFECT = /^dist[\\/](?:register_all_\w+|public[\\/]chained_ops[\\/]\w+)(?:\.js)?$/;

const nothing = asCommonJs({});

let innerFiles: InnerFiles = () => null;
const inner = new Map<string, Exports | null>();

interface ModuleInternals {
  _cache: Record<string, { exports: unknown; loaded: boolean } | undefined>;
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}

const internals = Module as unknown as ModuleInternals;
let loadModule: ModuleInternals['_load'] | null = null;

/** What the workspace's tfjs-node or tfjs-node-gpu exports, once it is loaded with its native library: one serves for both. */
let native: Exports | null = null;

const NATIVE_PACKAGE = /^@tensorflow\/tfjs-node(-gpu)?$/;

/**
 * What an import of a tfjs package gives.
 * @returns null when it is none of the packages that we stand for, or asks for its package.json.
 * @throws DeepImportError
 */
function exportsFor(request: string): Exports | null {
  const match = TFJS_REQUEST.exec(request);
  if (!match) return null;
  const [, shortName, within] = match;
  const name = `@tensorflow/${shortName}`;
  const exports = (NATIVE_PACKAGE.test(name) ? native : null) ?? packages.get(name) ?? nodePackages.get(name)?.();
  if (!exports || within === 'package.json') return null;
  if (within === undefined || WHOLE_PACKAGE.test(within)) return exports;
  if (ONLY_EFFECT.test(within)) return nothing;
  const file = innerFile(`${name}/${within.replaceAll('\\', '/').replace(/\.js$/, '')}`);
  if (!file) throw new DeepImportError(request, name);
  return file;
}

/** The same object each time, as `require` gives it. */
function innerFile(request: string): Exports | null {
  let exports = inner.get(request);
  if (exports === undefined) {
    const found = innerFiles(request) ?? innerFiles(`${request}/index`);
    exports = found && asCommonJs(found);
    inner.set(request, exports);
  }
  return exports;
}

/** Installs the hooks; a second call changes nothing. */
export function leadModules(files: InnerFiles = () => null): void {
  if (loadModule) return;
  innerFiles = files;
  loadModule = internals._load;
  const load = loadModule;
  internals._load = function (request, parent, isMain) {
    const exports = exportsFor(request);
    if (!exports) return load.call(this, request, parent, isMain);
    // An `import` of an ES module arrives here with the file's path, and takes what it finds in the cache afterwards.
    const cached = internals._cache[request];
    if (cached) Object.assign(cached, { exports, loaded: true });
    return exports;
  };
  Object.defineProperty(globalThis, TFJS_ACCESSOR, {
    value: (name: string): Exports => {
      const exports = exportsFor(name);
      if (!exports) throw new Error(`There is no TensorFlow.js package '${name}'.`);
      return exports;
    },
  });
}

/**
 * Loads a workspace's native package from its own file; what it requires of tfjs is ours, and from then on an import of
 * either of them gives it.
 * @param file the package's resolved main file.
 */
export function loadNativePackage(file: string): void {
  leadModules();
  native = loadModule!.call(Module, file, null, false) as Exports;
}
