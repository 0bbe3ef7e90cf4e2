/** Writing a small module beside the user's file, and importing it the way the file imports. */
import * as path from 'node:path';
import type { NewFile, SourceEdit } from '../../shared/report.js';
import { findIdentifiers } from '../../program/syntax/walk.js';
import type * as t from '@babel/types';
import type { ModuleStyle } from './helpers/helperText.js';
import type { SourceFile, SourceFiles } from '../sourceFile.js';

/** Whether the file is written as an ES module. */
function hasEsSyntax({ tree }: SourceFile): boolean {
  return tree.ast.program.body.some(({ type }) => /^(Import|Export)/.test(type));
}

/** `const x = require(...)` at the top level. */
function isRequire(statement: t.Statement): boolean {
  return statement.type === 'VariableDeclaration' && statement.declarations.some(({ init }) => {
    let value: t.Node | null | undefined = init;
    while (value?.type === 'MemberExpression') value = value.object;
    return value?.type === 'CallExpression' && value.callee.type === 'Identifier' && value.callee.name === 'require';
  });
}

export function styleOf(source: SourceFile): ModuleStyle {
  if (/\.[cm]?tsx?$/.test(source.file)) return 'typescript';
  if (source.file.endsWith('.mjs')) return 'esm';
  return !source.file.endsWith('.cjs') && hasEsSyntax(source) ? 'esm' : 'commonjs';
}

/** `.ts`, `.mjs` ...: that of the user's file. */
function extensionOf(file: string): string {
  return path.posix.extname(file).replace('x', '');
}

/** Node's own resolution wants extensions; bundlers and CommonJS do not need them. */
function needsExtension(source: SourceFile, sources: SourceFiles): boolean {
  const imports = source.tree.ast.program.body.filter((statement) => statement.type === 'ImportDeclaration');
  const specifiers = imports.map((statement) => statement.source.value);
  const relative = specifiers.filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.json'));
  if (relative.length > 0) return relative.some((specifier) => /\.[cm]?[jt]s$/.test(specifier));
  if (/\.[cm][jt]s$/.test(source.file)) return true;
  if (styleOf(source) === 'esm') return true;
  for (let folder = path.posix.dirname(source.file); ; folder = path.posix.dirname(folder)) {
    const manifest = sources.read(path.posix.join(folder, 'package.json'));
    if (manifest !== undefined) return /"type"\s*:\s*"module"/.test(manifest);
    if (folder === '.' || folder === '/' || folder === '') return false;
  }
}

/** What the import says: `./gradientClipping`, `./gradientClipping.js`. */
function specifierOf(source: SourceFile, sources: SourceFiles, name: string): string {
  if (!needsExtension(source, sources)) return `./${name}`;
  const { body } = source.tree.ast.program;
  const usesTs = body.some((node) => node.type === 'ImportDeclaration' && /^\..*\.[cm]?ts$/.test(node.source.value));
  const extension = extensionOf(source.file);
  return `./${name}${usesTs ? extension : extension.replace('ts', 'js')}`;
}

/** Behind the last import, or before the first statement. */
function importEdit(source: SourceFile, imported: string, specifier: string, style: ModuleStyle): SourceEdit {
  const { body, directives } = source.tree.ast.program;
  const line = style === 'commonjs' || (!hasEsSyntax(source) && body.some(isRequire))
    ? `const { ${imported} } = require(${source.quoted(specifier)})${source.semicolon}`
    : `import { ${imported} } from ${source.quoted(specifier)}${source.semicolon}`;
  const last = body.findLast((statement) => statement.type === 'ImportDeclaration' || statement.type === 'TSImportEqualsDeclaration')
    ?? body.findLast(isRequire) ?? directives.at(-1);
  if (last !== undefined) return source.insert(last.end!, source.newline + line);
  return source.insert(body[0]?.start ?? source.text.length, line + source.newline + source.newline);
}

export interface HelperUse {
  edits: SourceEdit[];
  createFiles: NewFile[];
}

/** Whether the file already has the name, imported or its own. */
export function hasName(source: SourceFile, name: string): boolean {
  return findIdentifiers(source.tree.ast, name).length > 0;
}

/** The first of name, name2, name3 ... that may be used. */
function freeName(name: string, isFree: (candidate: string) => boolean): string {
  let candidate = name;
  for (let number = 2; !isFree(candidate); number++) candidate = `${name}${number}`;
  return candidate;
}

/**
 * Makes a name of a helper module available in a file: the import, and the module itself unless it is there already.
 *
 * @param name base name of the module, changed to name2, name3 ... where a file of that name holds something else
 * @param text the module's text in a style
 */
export function useHelper(
  source: SourceFile, sources: SourceFiles, name: string, imported: string, text: (style: ModuleStyle) => string,
): HelperUse {
  if (hasName(source, imported)) return { edits: [], createFiles: [] };
  const style = styleOf(source);
  const folder = path.posix.dirname(source.file);
  const wanted = text(style);
  const free = freeName(name, (candidate) => {
    const found = sources.read(path.posix.join(folder, candidate + extensionOf(source.file)));
    return found === undefined || found.replace(/\r\n/g, '\n') === wanted;
  });
  const file = path.posix.join(folder, free + extensionOf(source.file));
  return {
    edits: [importEdit(source, imported, specifierOf(source, sources, free), style)],
    createFiles: sources.read(file) === undefined ? [{ file, text: wanted }] : [],
  };
}
