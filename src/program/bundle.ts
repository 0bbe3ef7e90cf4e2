/** The user's unmodified program in one piece of JavaScript, with a way back to every line of it. */
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, BuildResult, Metafile, OutputFile } from 'esbuild';
import type { EncodedSourceMap } from '@jridgewell/trace-mapping';
import type { SourceSite } from '../shared/run.js';
import type { BundleFrame, ProgramImage } from '../shared/trainerProtocol.js';
import { failureOf, ProgramError, relativePath } from './errors.js';
import { Locator } from './locate.js';
import { asGiven, fileKey, isInstalled, linkedFolder, realPath } from './paths.js';
import { resolvePlugin } from './resolvePlugin.js';
import type { ResolveSetup } from './resolvePlugin.js';

export interface BundleOptions {
  /** Absolute path of the program. */
  file: string;
  /** Absolute; reports are relative to it. */
  root: string;
  /** Absolute path -> text used instead of the disk, also for files that are not there yet. */
  overrides?: ReadonlyMap<string, string>;
}

export interface BundledProgram {
  image: ProgramImage;
  root: string;
  /** Absolute paths of the user's files in the bundle. */
  sources: string[];
  /** The exact call expression behind a frame; null outside the user's files. */
  locate(frame: BundleFrame): SourceSite | null;
  /** The user's frames, innermost first: where the thing was made, then who called. */
  locateAll(frames: readonly BundleFrame[]): SourceSite[];
}

/** CommonJS cannot wait at the top level: such programs become ES modules. */
const NEEDS_MODULE = /^Top-level await is currently not supported with the "cjs" output format/;

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

interface Build {
  result: BuildResult<{ metafile: true; write: false }>;
  setup: ResolveSetup;
  folder: string;
}

async function build(main: string, realRoot: string, overrides: ResolveSetup['overrides'], format: ProgramImage['format']): Promise<Build> {
  const esbuild = await import('esbuild');
  const setup: ResolveSetup = { format, main, overrides, texts: new Map(), declarations: [] };
  const folder = path.dirname(main);
  const result = await esbuild.build({
    entryPoints: [main],
    absWorkingDir: realRoot,
    outfile: path.join(folder, '.bundle.js'),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: format === 'commonjs' ? 'cjs' : 'esm',
    sourcemap: 'external',
    sourcesContent: false,
    // As Node runs it: no file is left out because a manifest calls it free of side effects, no bundlers' entry is taken.
    ignoreAnnotations: true,
    conditions: [],
    logLevel: 'silent',
    plugins: [resolvePlugin(setup)],
  });
  return { result, setup, folder };
}

/** ES modules are strict. A bundle can be so only as a whole: when none of its files is a sloppy CommonJS module. */
function isStrict({ inputs }: Metafile): boolean {
  return Object.values(inputs).every(({ format }) => format !== 'cjs');
}

/** One line, so that the map is off by exactly one: what modules know of themselves, and `require` in ES modules. */
function withPrelude(code: string, strict: boolean, format: ProgramImage['format'], main: string, declarations: readonly string[]): string {
  const body = code.startsWith('#!') ? `//${code.slice(2)}` : code;
  const parts: string[] = [];
  if (format === 'commonjs') {
    // A directive only counts at the very start; esbuild writes one where tsconfig.json asks for it.
    if (strict || /^(\/\/[^\n]*\n)?"use strict";/.test(body)) parts.push('"use strict";');
  } else {
    const url = JSON.stringify(pathToFileURL(main).href);
    parts.push(`import{createRequire as _createRequire}from"node:module";const require=_createRequire(${url});`);
  }
  if (declarations.length > 0) parts.push(`const ${declarations.join(',')};`);
  return `${parts.join('')}\n${body}`;
}

function outputText(files: readonly OutputFile[], extension: string): string {
  return files.find((file) => file.path.endsWith(extension))!.text;
}

/**
 * Bundles a program: the user's own files in one, installed packages left to Node, tfjs led to the child's instance.
 *
 * @throws ProgramError when the program does not parse or imports what is not there.
 */
export async function bundleProgram(options: BundleOptions): Promise<BundledProgram> {
  const root = path.resolve(options.root);
  const realRoot = realPath(root);
  const main = realPath(options.file);
  // The user's file as the user names it, whichever links lead there, and what lies beside it likewise.
  const spellings = [linkedFolder(options.file), { given: root, real: realRoot }].filter(({ given, real }) => given !== real);
  const given = (file: string): string => asGiven(file, spellings);
  const nameOf = (file: string): string => relativePath(root, given(file));
  const overrides = new Map<string, { file: string; text: string }>();
  for (const [file, text] of options.overrides ?? []) {
    const real = realPath(file);
    overrides.set(fileKey(real), { file: real, text });
  }
  const attempt = (format: ProgramImage['format']): Promise<Build> => build(main, realRoot, overrides, format);
  let built: Build;
  let format: ProgramImage['format'] = 'commonjs';
  try {
    built = await attempt(format).catch((error: unknown) => {
      if (!isBuildFailure(error) || !error.errors.some(({ text }) => NEEDS_MODULE.test(text))) throw error;
      format = 'module';
      return attempt(format);
    });
  } catch (error) {
    throw isBuildFailure(error) ? new ProgramError(failureOf(error.errors, realRoot, nameOf)) : error;
  }
  const { result, setup, folder } = built;
  const locator = new Locator({
    map: JSON.parse(outputText(result.outputFiles, '.map')) as EncodedSourceMap,
    mapFolder: folder,
    linesBefore: 1,
    texts: setup.texts,
    nameOf,
  });
  const sources = Object.keys(result.metafile.inputs)
    .filter((name) => !/^[a-z-]{2,}:/.test(name))
    .map((name) => path.resolve(realRoot, name))
    .filter((file) => !isInstalled(file))
    .map(given);
  const code = withPrelude(outputText(result.outputFiles, '.js'), isStrict(result.metafile), format, main, setup.declarations);
  return {
    image: { file: path.resolve(options.file), code, format },
    root,
    sources,
    locate: (frame) => locator.locate(frame),
    locateAll: (frames) => locator.locateAll(frames),
  };
}
