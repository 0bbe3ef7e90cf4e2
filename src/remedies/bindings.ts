/** Where a name gets its value: the nearest declaration around its use. */
import type * as t from '@babel/types';
import { findAll, unwrap } from '../program/syntax/walk.js';
import type { NodePath } from '../program/syntax/walk.js';
import { propertyOf } from './options.js';

/** A name declared by `const`, `let` or `var`. */
export interface Binding {
  /** The identifier in the declaration: `xs` in `const { xs, ys } = load()`. */
  id: t.Identifier;
  declarator: t.VariableDeclarator;
  declaration: t.VariableDeclaration;
  /** The statement that holds the declaration: itself, or the `export` around it. */
  statement: t.Statement;
}

const isIdentifier = (node: t.Node): node is t.Identifier => node.type === 'Identifier';

/** The identifiers that a pattern binds, without default values and property names. */
function boundBy(pattern: t.Node): t.Identifier[] {
  switch (pattern.type) {
    case 'Identifier': return [pattern];
    case 'AssignmentPattern': return boundBy(pattern.left);
    case 'RestElement': return boundBy(pattern.argument);
    case 'ArrayPattern': return pattern.elements.flatMap((element) => (element === null ? [] : boundBy(element)));
    case 'ObjectPattern': return pattern.properties.flatMap((one) => boundBy(one.type === 'RestElement' ? one : one.value));
    default: return [];
  }
}

function declaredIn(statements: readonly t.Statement[], name: string): Binding | null {
  for (const statement of statements) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const declarator of declaration.declarations) {
      const id = boundBy(declarator.id).find((one) => one.name === name);
      if (id !== undefined) return { id, declarator, declaration, statement };
    }
  }
  return null;
}

/**
 * The declaration that a use of the name refers to.
 *
 * @param ancestors of the use, outermost first
 * @returns null for parameters, imports, loop variables and names that are assigned to again
 */
export function bindingOf(name: string, ancestors: readonly t.Node[]): Binding | null {
  for (const node of [...ancestors].reverse()) {
    if ('params' in node && node.params.some((parameter) => boundBy(parameter).some((one) => one.name === name))) return null;
    const statements = node.type === 'Program' || node.type === 'BlockStatement' ? node.body : node.type === 'SwitchCase' ? node.consequent : [];
    const found = declaredIn(statements, name);
    if (found !== null) return isReassigned(name, node) ? null : found;
  }
  return null;
}

function isReassigned(name: string, scope: t.Node): boolean {
  const assigns = (node: t.Node): node is t.AssignmentExpression | t.UpdateExpression =>
    (node.type === 'AssignmentExpression' && boundBy(node.left).some((one) => one.name === name))
    || (node.type === 'UpdateExpression' && isIdentifier(node.argument) && node.argument.name === name);
  return findAll(scope, assigns).length > 0;
}

/** The expression that a name stands for, if it is declared once with a value and keeps it. */
export function constantNamed(name: string, ancestors: readonly t.Node[]): t.Node | null {
  const binding = bindingOf(name, ancestors);
  return binding !== null && binding.declarator.id === binding.id && binding.declarator.init ? unwrap(binding.declarator.init) : null;
}

/** The literal that an expression stands for: itself, a constant, or a property of a constant object. */
export function numberBehind(path: NodePath): t.NumericLiteral | null {
  const value = unwrap(path.node);
  if (value.type === 'NumericLiteral') return value;
  if (value.type === 'Identifier') {
    const init = constantNamed(value.name, path.ancestors);
    return init?.type === 'NumericLiteral' ? init : null;
  }
  if (value.type !== 'MemberExpression' || value.computed) return null;
  if (value.object.type !== 'Identifier' || value.property.type !== 'Identifier') return null;
  const object = constantNamed(value.object.name, path.ancestors);
  const property = object?.type === 'ObjectExpression' ? propertyOf(object, value.property.name) : null;
  const literal = property === null ? null : unwrap(property.value);
  return literal?.type === 'NumericLiteral' ? literal : null;
}
