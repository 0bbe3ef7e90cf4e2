/** How an installed package is reached from the bundle. */
import * as fs from 'node:fs';
import * as path from 'node:path';

interface PackageManifest {
  name?: string;
  type?: string;
  main?: string;
  module?: string;
  exports?: unknown;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** The manifest of the package that holds the file; empty when there is none. */
function manifestOf(file: string): PackageManifest {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageManifest;
    } catch {
      if (path.dirname(folder) === folder) return {};
    }
  }
}

/** The manifest of the package's top folder: nested ones hold a `type` and nothing else. */
function packageManifest(file: string): PackageManifest {
  const parts = file.split(path.sep);
  const at = parts.lastIndexOf('node_modules');
  const depth = at + (parts[at + 1]?.startsWith('@') ? 3 : 2);
  return manifestOf(path.join(parts.slice(0, depth).join(path.sep), 'index.js'));
}

/** Whether Node loads the file as an ES module (or could not load it at all, because it is one without saying so). */
export function isEsModule(file: string): boolean {
  if (file.endsWith('.mjs')) return true;
  if (!file.endsWith('.js')) return false;
  const manifest = manifestOf(file);
  if (manifest.type === 'module') return true;
  return manifest.main === undefined && manifest.exports === undefined && manifest.module !== undefined;
}

/** Whether the package itself works with tfjs: then it must share the program's instance. */
export function dependsOnTfjs(file: string): boolean {
  const { dependencies, peerDependencies } = packageManifest(file);
  return Object.keys({ ...dependencies, ...peerDependencies }).some((name) => name.startsWith('@tensorflow/tfjs'));
}
