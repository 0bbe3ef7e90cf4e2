/** Where the source says what is minimized. */
import type * as t from '@babel/types';
import type { SourceEdit } from '../../shared/report.js';
import { tfjsPath } from '../../program/syntax/tfjsNames.js';
import { findAll, findCalls, unwrap } from '../../program/syntax/walk.js';
import { bindingOf } from '../bindings.js';
import { filesOf } from '../context.js';
import type { RemedyContext } from '../context.js';
import { isCompile } from '../optimizers/sites.js';
import { optionValue } from '../options.js';
import type { SourceFile } from '../sourceFile.js';

const isString = (node: t.Node): node is t.StringLiteral => node.type === 'StringLiteral';

/** The files of the program that can be parsed. */
export function sourcesOf(context: RemedyContext): SourceFile[] {
  return filesOf(context).map((file) => context.sources.get(file)).filter((source) => source !== null);
}

/** Edits that put another loss in the place of one that `compile` is given by name; none where it is not written there. */
export function renameLoss(context: RemedyContext, from: string, to: string): SourceEdit[] {
  return sourcesOf(context).flatMap((source) => findCalls(source.tree.ast).filter(({ node }) => isCompile(node)).flatMap(({ node, ancestors }) => {
    const written = optionValue(node, 'loss');
    const value = written === null ? null : unwrap(written);
    const named = value?.type === 'Identifier' ? bindingOf(value.name, ancestors)?.declarator.init : value;
    return (named == null ? [] : findAll(named, isString)).filter((literal) => literal.node.value === from)
      .map((literal) => source.replace(literal.node.start!, literal.node.end!, source.quoted(to)));
  }));
}

const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration']);

/** Calls of tfjs that differentiate their first argument, and methods of optimizers that do. */
const DIFFERENTIATES = /^(variableGrads|grad|grads|valueAndGrad|valueAndGrads)$/;
const METHODS = /^(minimize|computeGradients)$/;

function differentiates(source: SourceFile, { callee }: { callee: t.Node }): boolean {
  const path = tfjsPath(source.names, callee);
  if (path !== null && DIFFERENTIATES.test(path)) return true;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && METHODS.test(callee.property.name);
}

/** The functions that make the loss: those that `compile` is given, and those that are differentiated. */
export function lossFunctionsIn(source: SourceFile): t.Node[] {
  const found = new Set<t.Node>();
  for (const { node, ancestors } of findCalls(source.tree.ast)) {
    const written = isCompile(node) ? optionValue(node, 'loss') : differentiates(source, node) ? (node.arguments[0] ?? null) : null;
    const value = written === null ? null : unwrap(written);
    if (value === null) continue;
    const named = value.type === 'Identifier' ? functionNamed(source, value.name, ancestors) : value;
    if (named !== null && FUNCTIONS.has(named.type)) found.add(named);
  }
  return [...found];
}

function functionNamed(source: SourceFile, name: string, ancestors: readonly t.Node[]): t.Node | null {
  const init = bindingOf(name, ancestors)?.declarator.init;
  if (init) return unwrap(init);
  const isNamed = (node: t.Node): node is t.FunctionDeclaration => node.type === 'FunctionDeclaration' && node.id?.name === name;
  return findAll(source.tree.ast, isNamed)[0]?.node ?? null;
}
