/** Where another layer can be put behind one, in each of the ways that people build models. */
import type * as t from '@babel/types';
import type { SourceEdit } from '../../shared/report.js';
import type { SourceSite } from '../../shared/run.js';
import { enclosingStatement, findIdentifiers } from '../../program/syntax/walk.js';
import type { NodePath } from '../../program/syntax/walk.js';
import { callAtSite } from '../context.js';
import type { SourceFile, SourceFiles } from '../sourceFile.js';

/** Nodes that change nothing about the value inside. */
const TRANSPARENT = new Set([
  'ParenthesizedExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion',
]);
const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration', 'ObjectMethod', 'ClassMethod']);

/** Wrappers whose output is the layer to follow: `timeDistributed({ layer: ... })`. */
const WRAPPER_OPTION = 'layer';

function parentPath(path: NodePath): NodePath | null {
  const node = path.ancestors.at(-1);
  return node === undefined ? null : { node, ancestors: path.ancestors.slice(0, -1) };
}

/** The expression with its parentheses and type assertions. */
function outer(path: NodePath): NodePath {
  const parent = parentPath(path);
  return parent !== null && TRANSPARENT.has(parent.node.type) ? outer(parent) : path;
}

function methodOf(call: t.CallExpression | t.OptionalCallExpression): { object: t.Node; name: string } | null {
  const { callee } = call;
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return null;
  return callee.property.type === 'Identifier' && !callee.computed ? { object: callee.object, name: callee.property.name } : null;
}

/** Behind `model.add(layer)` another `model.add(...)`, with braces where the statement had none. */
function afterAdd(source: SourceFile, call: NodePath, object: t.Node, method: string, text: string): SourceEdit[] | null {
  const { newline } = source;
  const parent = parentPath(call);
  if (parent === null) return null;
  const again = `${source.text.slice(object.start!, object.end!)}.${method}(${text})`;
  if (parent.node.type === 'ArrowFunctionExpression' && parent.node.body === call.node) {
    return [source.insert(call.node.start!, '{ '), source.insert(call.node.end!, `; ${again}; }`)];
  }
  if (parent.node.type === 'SequenceExpression') return [source.insert(call.node.end!, `, ${again}`)];
  if (parent.node.type !== 'ExpressionStatement') return null;
  const statement = parent.node;
  const listed = enclosingStatement(call);
  if (listed?.node !== statement) {
    return [source.insert(statement.start!, '{ '), source.insert(statement.end!, ` ${again}${source.semicolon} }`)];
  }
  const before = source.isFirstOnLine(statement.start!) ? newline + source.indentAt(statement.start!) : ' ';
  return [source.insert(statement.end!, before + again + source.semicolon)];
}

/** Whether an array holds layers and nothing else, as far as that can be seen: `['name', layer]` does not. */
function listsLayers(array: t.ArrayExpression, around: t.Node | undefined): boolean {
  const mayBeLayer = (element: t.Node | null): boolean => element !== null && !/Literal$|^(Object|Array|Function|Arrow)/.test(element.type);
  return around?.type !== 'ArrayExpression' && array.elements.every(mayBeLayer);
}

/** `[..., layer, another]`. */
function afterElement(source: SourceFile, element: t.Node, text: string): SourceEdit[] {
  const separator = source.isFirstOnLine(element.start!) ? `,${source.newline}${source.indentAt(element.start!)}` : ', ';
  return [source.insert(element.end!, separator + text)];
}

/** `array.map((n) => layer)` -> `array.flatMap((n) => [layer, another])`; `Array.from(x, (n) => layer)` gets `.flat()`. */
function inCallback(source: SourceFile, arrow: NodePath, body: t.Node, text: string): SourceEdit[] | null {
  const call = parentPath(arrow);
  if (call?.node.type !== 'CallExpression' || !call.node.arguments.includes(arrow.node as t.Expression)) return null;
  const method = methodOf(call.node);
  const pair = [source.insert(body.start!, '['), source.insert(body.end!, `, ${text}]`)];
  if (method?.name === 'map') {
    const { property } = call.node.callee as t.MemberExpression;
    return [source.replace(property.start!, property.end!, 'flatMap'), ...pair];
  }
  if (method?.name === 'from' && method.object.type === 'Identifier' && method.object.name === 'Array') {
    return [...pair, source.insert(call.node.end!, '.flat()')];
  }
  return null;
}

/** The one place where a variable's value is used to build the model. */
function soleUse(source: SourceFile, name: string, declaration: t.Node): NodePath | null {
  const uses = findIdentifiers(source.tree.ast, name).filter(({ node, ancestors }) => {
    const parent = ancestors.at(-1)!;
    if (node === declaration) return false;
    return parent.type !== 'MemberExpression' || parent.computed || parent.property !== node;
  });
  return uses.length === 1 ? uses[0]! : null;
}

function follow(
  source: SourceFile, sources: SourceFiles, at: NodePath, callers: readonly SourceSite[], text: string, depth: number,
): SourceEdit[] | null {
  if (depth > 6) return null;
  const path = outer(at);
  const parent = parentPath(path);
  if (parent === null) return null;
  const { node } = parent;
  const grand = parentPath(parent);
  switch (node.type) {
    case 'CallExpression':
    case 'OptionalCallExpression': {
      const method = methodOf(node);
      const isArgument = (node.arguments as t.Node[]).includes(path.node);
      return isArgument && method !== null && (method.name === 'add' || method.name === 'push')
        ? afterAdd(source, parent, method.object, method.name, text)
        : null;
    }
    case 'ArrayExpression':
      return listsLayers(node, grand?.node) ? afterElement(source, path.node, text) : null;
    case 'MemberExpression': {
      const call = grand?.node.type === 'CallExpression' && grand.node.callee === node && node.object === path.node ? grand.node : null;
      return call !== null && methodOf(call)?.name === 'apply'
        ? [source.insert(call.start!, `${text}.apply(`), source.insert(call.end!, ')')]
        : null;
    }
    case 'VariableDeclarator': {
      const use = node.id.type === 'Identifier' ? soleUse(source, node.id.name, node.id) : null;
      return use === null ? null : follow(source, sources, use, callers, text, depth + 1);
    }
    case 'ObjectProperty': {
      const call = grand === null ? null : parentPath(grand);
      const wraps = node.key.type === 'Identifier' && node.key.name === WRAPPER_OPTION && call?.node.type === 'CallExpression';
      return wraps ? follow(source, sources, call, callers, text, depth + 1) : null;
    }
    case 'ArrowFunctionExpression':
      return (node.body === path.node && inCallback(source, parent, path.node, text)) || returned(sources, callers, text, depth);
    case 'ReturnStatement': {
      const inFunction = [...parent.ancestors].reverse().find(({ type }) => FUNCTIONS.has(type));
      return inFunction === undefined ? null : returned(sources, callers, text, depth);
    }
    default:
      return null;
  }
}

/** A helper returns the layer: it goes on where the helper is called. */
function returned(sources: SourceFiles, callers: readonly SourceSite[], text: string, depth: number): SourceEdit[] | null {
  const call = callAtSite(sources, callers[0]);
  return call === null ? null : follow(call.source, sources, call.path, callers.slice(1), text, depth + 1);
}

/**
 * Edits that put a layer behind the one made at `site`.
 *
 * @param callers the callers of the site, innermost first
 * @param text source text of the new layer for a file, null if the file has no name for it
 * @returns null where it cannot be done safely
 */
export function insertAfterLayer(
  sources: SourceFiles, site: SourceSite, callers: readonly SourceSite[], text: (source: SourceFile) => string | null,
): SourceEdit[] | null {
  const call = callAtSite(sources, site);
  if (call === null || call.path.node.callee.type === 'Super') return null;
  const written = text(call.source);
  if (written === null) return null;
  const edits = follow(call.source, sources, call.path, callers, written, 0);
  // The new layer is written with names of the file where the old one is made.
  return edits?.every(({ file }) => file === call.source.file || text(sources.get(file)!) === written) ? edits : null;
}
