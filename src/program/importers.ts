/** Files that import a file and train: what to run instead when the file itself trains nothing. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { asGiven, fileKey, realPath } from './paths.js';

const SOURCE = /\.[cm]?[jt]sx?$/i;
const DECLARATION = /\.d\.[cm]?ts$/i;
const TEST = /[.-](?:test|spec)\.[cm]?[jt]sx?$|[\\/](?:tests?|__tests__)[\\/]/i;
/** Hidden folders are left out as well. */
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'out', 'coverage']);
const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"`])(\.{1,2}(?:\/[^'"`\n]*)?)\1/g;
const TRAINS = /\.\s*(?:fit|fitDataset|trainOnBatch|minimize|applyGradients)\s*\(/;

/** The scan ends here: it serves a hint. */
const MAX_FILES = 2000;
const MAX_BYTES = 256 * 1024;
const MAX_FOUND = 3;

interface Source {
  file: string;
  trains: boolean;
  /** What it imports by relative paths, as `moduleKey`. */
  imports: Set<string>;
}

/**
 * The files of the same package that import this one by relative paths, directly or through others, and train; nearest
 * first, tests last, at most three.
 * @param root the scan does not leave it @returns absolute paths, under the root as it is given
 */
export function findTrainers(file: string, root: string): string[] {
  const start = realPath(file);
  const realRoot = realPath(root);
  const sources = readSources(packageFolder(start, realRoot));
  const reached = new Set([fileKey(start)]);
  const found: string[] = [];
  for (let wave = [start]; wave.length > 0;) {
    const wanted = new Set(wave.flatMap(moduleKeys));
    const importers = sources.filter((source) => !reached.has(fileKey(source.file)) && [...source.imports].some((key) => wanted.has(key)));
    importers.forEach((source) => reached.add(fileKey(source.file)));
    found.push(...importers.filter(({ trains }) => trains).map((source) => source.file));
    wave = importers.map((source) => source.file);
  }
  const ordered = [...found.filter((each) => !TEST.test(each)), ...found.filter((each) => TEST.test(each))];
  return ordered.slice(0, MAX_FOUND).map((each) => asGiven(each, [{ given: path.resolve(root), real: realRoot }]));
}

/** The nearest folder with a package.json, not above `root`. */
function packageFolder(file: string, root: string): string {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (folder === root || folder === path.dirname(folder) || fs.existsSync(path.join(folder, 'package.json'))) return folder;
  }
}

function readSources(folder: string): Source[] {
  const sources: Source[] = [];
  const folders = [folder];
  for (let at = folders.shift(); at !== undefined && sources.length < MAX_FILES; at = folders.shift()) {
    for (const entry of fs.readdirSync(at, { withFileTypes: true })) {
      const full = path.join(at, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)) folders.push(full);
      if (entry.isFile() && SOURCE.test(entry.name) && !DECLARATION.test(entry.name)) sources.push(readSource(full));
    }
  }
  return sources;
}

function readSource(file: string): Source {
  const text = fs.statSync(file).size <= MAX_BYTES ? fs.readFileSync(file, 'utf8') : '';
  const imports = [...text.matchAll(IMPORT)].map(([, , specifier]) => moduleKey(path.resolve(path.dirname(file), specifier!)));
  return { file, trains: TRAINS.test(text), imports: new Set(imports) };
}

/** The same for `./model`, `./model.js` and `./model.ts`. */
function moduleKey(file: string): string {
  return fileKey(file.replace(SOURCE, ''));
}

/** By which a file can be imported: an index file also by its folder. */
function moduleKeys(file: string): string[] {
  const key = moduleKey(file);
  return path.basename(key) === 'index' ? [key, path.dirname(key)] : [key];
}
