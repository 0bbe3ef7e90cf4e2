/** Decides for every import of the user's program: bundled, left to Node, or led to the child's tfjs. */
import * as fs from 'node:fs';
import { isBuiltin } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { identifyModule } from './moduleIdentity.js';
import { dependsOnTfjs, isEsModule } from './packages.js';
import { fileKey, isInstalled } from './paths.js';
import { TFJS_SYMBOL, tfjsRequest } from './tfjsPackages.js';

const TFJS_NAMESPACE = 'tfjs';
const RESOLVING = Symbol('resolving');

export interface ResolveSetup {
  format: 'commonjs' | 'module';
  /** Real path of the file that is run. */
  main: string;
  /** Texts used instead of the disk, by `fileKey` of the real path. */
  overrides: ReadonlyMap<string, { file: string; text: string }>;
  /** Filled while bundling: the text of each file of the user's, by `fileKey`. */
  texts: Map<string, string>;
  /** Filled while bundling: declarations that the bundle needs in front. */
  declarations: string[];
}

const SOURCE = /\.[cm]?[jt]sx?$/i;
const EXTENSIONS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/** A file that exists only in the overrides (a remedy's new file, on trial) and so cannot be found on the disk. */
function findOverride({ path: specifier, resolveDir }: OnResolveArgs, overrides: ResolveSetup['overrides']): string | undefined {
  if (overrides.size === 0 || !/^\.{0,2}\//.test(specifier)) return undefined;
  const target = path.resolve(resolveDir, specifier);
  const typescript = target.replace(/\.([cm]?)js$/, '.$1ts');
  for (const candidate of [...EXTENSIONS.map((extension) => target + extension), typescript]) {
    const override = overrides.get(fileKey(candidate));
    if (override !== undefined && !fs.existsSync(candidate)) return override.file;
  }
  return undefined;
}

/** tfjs, or a file of it: the child has them. */
function resolveTfjs({ path: specifier, kind }: OnResolveArgs, format: ResolveSetup['format']): OnResolveResult | undefined {
  const name = tfjsRequest(specifier);
  if (name === null) return undefined;
  // A `require` in CommonJS is seen by the child's hook; `import()` and `import` would go past it.
  if (format === 'commonjs' && kind !== 'dynamic-import') return { path: name, external: true };
  return { path: name, namespace: TFJS_NAMESPACE };
}

/** An installed file: Node loads it, unless only a bundler can, or it must share the program's tfjs. */
function resolveInstalled(file: string, kind: OnResolveArgs['kind'], format: ResolveSetup['format']): OnResolveResult | undefined {
  if (file.endsWith('.node')) return { path: file, external: true };
  if (!/\.([cm]?js|json)$/.test(file)) return undefined;
  const required = kind === 'require-call' || kind === 'require-resolve';
  if (format === 'commonjs') {
    if (kind === 'dynamic-import' && !(dependsOnTfjs(file) && isEsModule(file))) return { path: pathToFileURL(file).href, external: true };
    return isEsModule(file) ? undefined : { path: file, external: true };
  }
  if (required) return isEsModule(file) ? undefined : { path: file, external: true };
  if (file.endsWith('.json') || (isEsModule(file) && dependsOnTfjs(file))) return undefined;
  return { path: pathToFileURL(file).href, external: true };
}

async function resolvePackage(build: PluginBuild, args: OnResolveArgs, setup: ResolveSetup): Promise<OnResolveResult | undefined> {
  const { importer, namespace, resolveDir, kind } = args;
  const found = await build.resolve(args.path, { importer, namespace, resolveDir, kind, with: args.with, pluginData: RESOLVING });
  // What cannot be found is left to esbuild, which complains at the import, or not at all if a `try` is around it.
  if (found.errors.length > 0 || found.external || found.namespace !== 'file' || !isInstalled(found.path)) return undefined;
  return resolveInstalled(found.path, kind, setup.format);
}

export function resolvePlugin(setup: ResolveSetup): Plugin {
  let files = 0;
  return {
    name: 'user-program',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === 'entry-point' || args.pluginData === RESOLVING || isBuiltin(args.path)) return undefined;
        const tfjs = resolveTfjs(args, setup.format);
        if (tfjs !== undefined) return tfjs;
        if (/^\.{0,2}\//.test(args.path) || path.isAbsolute(args.path)) {
          if (args.path.endsWith('.node')) return { path: path.resolve(args.resolveDir, args.path), external: true };
          const override = findOverride(args, setup.overrides);
          return override === undefined ? undefined : { path: override };
        }
        return resolvePackage(build, args, setup);
      });
      build.onLoad({ filter: /.*/, namespace: TFJS_NAMESPACE }, ({ path: name }) => {
        const instance =
          setup.format === 'commonjs'
            ? `require(${JSON.stringify(name)})`
            : `globalThis[Symbol.for(${JSON.stringify(TFJS_SYMBOL)})](${JSON.stringify(name)})`;
        return { contents: `module.exports = ${instance};`, loader: 'js' };
      });
      build.onLoad({ filter: SOURCE, namespace: 'file' }, ({ path: file }) => {
        const text = setup.overrides.get(fileKey(file))?.text ?? fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
        if (!isInstalled(file)) setup.texts.set(fileKey(file), text);
        const identified = identifyModule(text, file, files++, fileKey(file) === fileKey(setup.main));
        setup.declarations.push(...identified.declarations);
        return { contents: identified.text, loader: 'default' };
      });
      build.onLoad({ filter: /\.json$/i, namespace: 'file' }, ({ path: file }) => {
        const override = setup.overrides.get(fileKey(file));
        return override === undefined ? undefined : { contents: override.text, loader: 'json' };
      });
    },
  };
}
