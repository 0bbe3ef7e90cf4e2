/** The user's source as a syntax tree: TypeScript and JavaScript, finished or not. */
import { parse as babelParse } from '@babel/parser';
import type { ParserOptions, ParserPlugin } from '@babel/parser';
import type * as t from '@babel/types';

/** A syntax tree with the text it was made from. Positions in the tree: lines from 1, columns from 0, offsets from 0. */
export interface SourceTree {
  file: string;
  text: string;
  ast: t.File;
}

function optionsFor(file: string, errorRecovery: boolean): ParserOptions {
  const typescript = /\.[cm]?tsx?$/i.test(file);
  const plugins: ParserPlugin[] = ['decorators-legacy', 'decoratorAutoAccessors', 'explicitResourceManagement', 'importAttributes'];
  if (typescript) plugins.push('typescript');
  if (/x$/i.test(file)) plugins.push('jsx');
  return {
    sourceType: 'unambiguous',
    sourceFilename: file,
    plugins,
    errorRecovery,
    allowAwaitOutsideFunction: true,
    allowReturnOutsideFunction: true,
    allowUndeclaredExports: true,
  };
}

/** The tree of a text, as much of it as can be made out; null when it is broken beyond that. */
export function parse(text: string, file: string): SourceTree | null {
  try {
    return { file, text, ast: babelParse(text, optionsFor(file, true)) };
  } catch {
    return null;
  }
}

/** Whether the text is a whole program: live runs are skipped while it is not. */
export function parses(text: string, file: string): boolean {
  if (/\.json$/i.test(file)) return true;
  try {
    babelParse(text, optionsFor(file, false));
    return true;
  } catch {
    return false;
  }
}
