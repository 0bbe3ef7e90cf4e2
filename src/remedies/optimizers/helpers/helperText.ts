/** A helper module's text in the style of the user's project: written once, in TypeScript. */
import type * as t from '@babel/types';
import { parse } from '../../../program/syntax/parse.js';
import { findAll } from '../../../program/syntax/walk.js';

export type ModuleStyle = 'typescript' | 'esm' | 'commonjs';

/** What takes the place of a stretch of the text. */
interface Change {
  start: number;
  end: number;
  text: string;
}

const TYPES = new Set(['TSTypeAnnotation', 'TSTypeParameterDeclaration', 'TSTypeAliasDeclaration']);

/**
 * @param source the module in TypeScript, importing tfjs from `PACKAGE`; its functions take an optimizer of type T and numbers
 * @param packageName the tfjs package that the user's file imports
 */
export function helperText(source: string, style: ModuleStyle, packageName: string): string {
  const text = source.replace('PACKAGE', packageName);
  if (style === 'typescript') return text;
  const { program } = parse(text, 'helper.ts')!.ast;
  const changes: Change[] = findAll(program, (node): node is t.Node => TYPES.has(node.type)).map(({ node }) => ({
    start: node.start!, end: node.type === 'TSTypeAliasDeclaration' ? endOfLine(text, node.end!) : node.end!, text: '',
  }));
  const asserts = (node: t.Node): node is t.TSAsExpression | t.TSNonNullExpression => node.type === 'TSAsExpression' || node.type === 'TSNonNullExpression';
  for (const { node } of findAll(program, asserts)) changes.push({ start: node.expression.end!, end: node.end!, text: '' });
  const exported: string[] = [];
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'FunctionDeclaration') continue;
    const { declaration } = statement;
    exported.push(declaration.id!.name);
    const comment = statement.leadingComments!.at(-1)!;
    changes.push({ start: comment.start!, end: comment.end!, text: documented(comment.value, declaration.params, packageName) });
    if (style === 'commonjs') changes.push({ start: statement.start!, end: declaration.start!, text: '' });
  }
  const imports = program.body[0] as t.ImportDeclaration;
  if (imports.importKind === 'type') changes.push({ start: 0, end: endOfLine(text, imports.end!), text: '' });
  else if (style === 'commonjs') changes.push({ start: 0, end: imports.end!, text: `const tf = require('${packageName}');` });
  if (style === 'esm') return changed(text, changes);
  return `${changed(text, changes)}\nmodule.exports = { ${exported.join(', ')} };\n`;
}

/** The comment of a function with its types, which checked JavaScript reads. */
function documented(comment: string, parameters: readonly t.Node[], packageName: string): string {
  const names = parameters.map((parameter) => (parameter as t.Identifier).name);
  return [
    '/**', ` * ${comment.replace(/^\*\s*/, '').trim()}`, ' *', ` * @template {import('${packageName}').Optimizer} T`,
    ...names.map((name, i) => ` * @param {${i === 0 ? 'T' : 'number'}} ${name}`), ' * @returns {T}', ' */',
  ].join('\n');
}

function endOfLine(text: string, at: number): number {
  return text.indexOf('\n', at) + (text.startsWith('\n\n', text.indexOf('\n', at)) ? 2 : 1);
}

/** Types within a type that goes go with it. */
function changed(text: string, changes: readonly Change[]): string {
  let result = '';
  let done = 0;
  for (const change of [...changes].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (change.start < done) continue;
    result += text.slice(done, change.start) + change.text;
    done = change.end;
  }
  return result + text.slice(done);
}
