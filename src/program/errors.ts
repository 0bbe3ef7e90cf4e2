/** A program that cannot be bundled, in words for the user. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Message } from 'esbuild';
import type { ProgramFailure } from '../shared/run.js';

export class ProgramError extends Error {
  constructor(readonly failure: ProgramFailure) {
    super(failure.message);
    this.name = 'ProgramError';
  }
}

/** Path relative to the root, with "/". */
export function relativePath(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

/** esbuild counts columns in UTF-8 bytes from 0; people count characters from 1. */
function columnOf(lineText: string, bytes: number): number {
  return Buffer.from(lineText, 'utf8').subarray(0, bytes).toString('utf8').length + 1;
}

/** "lodash" of "lodash/fp", "@scope/name" of "@scope/name/part". */
function packageName(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

/** Whether a package of that name lies in a `node_modules` folder around the file: installed, or linked from the workspace. */
function isPresent(name: string, file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'node_modules', name, 'package.json'))) return true;
    if (folder === path.dirname(folder)) return false;
  }
}

/** What to say about an import in `file` that leads nowhere. `at` is "file:line:column". */
function unresolved(specifier: string, at: string, file: string): string {
  if (/^https?:/.test(specifier)) {
    return `${at} imports "${specifier}" from the network, which a Node program cannot: install the package and import it by its name.`;
  }
  if (/^(\.{0,2}\/|\.{1,2}$|[a-z]:[\\/])/i.test(specifier)) return `${at} imports "${specifier}", which does not exist.`;
  if (/^(#|@\/|~)/.test(specifier)) {
    return `${at} imports "${specifier}", which cannot be found: check "paths" in tsconfig.json or "imports" in package.json.`;
  }
  const name = packageName(specifier);
  if (isPresent(name, file)) {
    const part = specifier === name ? 'the file that its package.json names' : 'that part of it';
    return `${at} imports "${specifier}", but the package has not ${part}: build the package first, or correct its "exports" or "main".`;
  }
  return `${at} imports "${specifier}", but the package is not installed: run "npm install ${name}".`;
}

/**
 * The first thing that esbuild complains of, as a sentence.
 * @param root the folder that esbuild's paths are relative to @param nameOf what an absolute path is called in a report
 */
export function failureOf(messages: readonly Message[], root: string, nameOf: (file: string) => string): ProgramFailure {
  const message = messages[0]!;
  const { location } = message;
  if (location === null) {
    return { message: `The program cannot be bundled: ${message.text}`, file: null, line: null, column: null, stack: null };
  }
  const file = nameOf(path.resolve(root, location.file));
  const { line } = location;
  const column = columnOf(location.lineText, location.column);
  const at = `${file}:${line}:${column}`;
  const missing = /^Could not resolve "(.*)"$/.exec(message.text);
  let text = `${at} does not parse: ${lowerFirst(message.text)}.`;
  if (missing) text = unresolved(missing[1]!, at, path.resolve(root, location.file));
  else if (/^No loader is/.test(message.text)) text = `${at} imports a kind of file that Node cannot load: read it with "fs" instead.`;
  else if (/^No matching export/.test(message.text)) text = `${at}: ${lowerFirst(message.text)}.`;
  return { message: text, file, line, column, stack: null };
}
