/** What the names in a file mean in tfjs: `tf.layers.dense`, `l.dense` and `dense` may all be `layers.dense`. */
import type * as t from '@babel/types';
import { tfjsPackage } from '../tfjsPackages.js';
import type { SourceTree } from './parse.js';
import { unwrap, walk } from './walk.js';

export interface TfjsNames {
  /** Name in the file -> path in tfjs (`[]` for tfjs itself), in order of declaration. */
  names: ReadonlyMap<string, readonly string[]>;
  /** The package that the file imports tfjs from, or null. */
  packageName: string | null;
}

/** The package of `require('@tensorflow/tfjs')`, `await import(...)`; null for everything else. */
function importedPackage(node: t.Node): string | null {
  const expression = unwrap(node);
  if (expression.type === 'AwaitExpression') return importedPackage(expression.argument);
  if (expression.type === 'ImportExpression') {
    return expression.source.type === 'StringLiteral' ? tfjsPackage(expression.source.value) : null;
  }
  if (expression.type !== 'CallExpression') return null;
  const { callee } = expression;
  const argument = expression.arguments[0];
  const imports = callee.type === 'Import' || (callee.type === 'Identifier' && callee.name === 'require');
  return imports && argument?.type === 'StringLiteral' ? tfjsPackage(argument.value) : null;
}

function pathIn(names: ReadonlyMap<string, readonly string[]>, node: t.Node): readonly string[] | null {
  const expression = unwrap(node);
  if (expression.type === 'Identifier') return names.get(expression.name) ?? (expression.name === 'tf' ? [] : null);
  if (expression.type === 'MemberExpression' || expression.type === 'OptionalMemberExpression') {
    const object = pathIn(names, expression.object);
    if (object === null) return null;
    const { property } = expression;
    if (!expression.computed && property.type === 'Identifier') return [...object, property.name];
    return expression.computed && property.type === 'StringLiteral' ? [...object, property.value] : null;
  }
  return null;
}

/** Reads the declarations of a file. */
export function tfjsNames(tree: SourceTree): TfjsNames {
  const names = new Map<string, readonly string[]>();
  let packageName: string | null = null;
  const bind = (pattern: t.Node, path: readonly string[]): void => {
    if (pattern.type === 'Identifier') names.set(pattern.name, path);
    if (pattern.type !== 'ObjectPattern') return;
    for (const property of pattern.properties) {
      if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') continue;
      const value = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      bind(value, [...path, property.key.name]);
    }
  };
  const bindTo = (pattern: t.Node, value: t.Node): void => {
    const imported = importedPackage(value);
    packageName ??= imported;
    const path = imported === null ? pathIn(names, value) : [];
    if (path !== null) bind(pattern, path);
  };
  walk(tree.ast, (node) => {
    if (node.type === 'ImportDeclaration') {
      const imported = tfjsPackage(node.source.value);
      packageName ??= imported;
      for (const specifier of imported === null || node.importKind === 'type' ? [] : node.specifiers) {
        const name = specifier.type === 'ImportSpecifier' ? specifier.imported : null;
        names.set(specifier.local.name, name === null ? [] : [name.type === 'Identifier' ? name.name : name.value]);
      }
    } else if (node.type === 'TSImportEqualsDeclaration' && node.moduleReference.type === 'TSExternalModuleReference') {
      const imported = tfjsPackage(node.moduleReference.expression.value);
      packageName ??= imported;
      if (imported !== null) names.set(node.id.name, []);
    } else if (node.type === 'VariableDeclarator' && node.init) bindTo(node.id, node.init);
    else if (node.type === 'AssignmentExpression' && node.operator === '=') bindTo(node.left, node.right);
    return true;
  });
  return { names, packageName };
}

/** `layers.dense` for an expression that means that, else null. A `tf` that the file does not declare counts as tfjs. */
export function tfjsPath(names: TfjsNames, node: t.Node): string | null {
  return pathIn(names.names, node)?.join('.') ?? null;
}

/**
 * How to write a path of tfjs in this file: `l.dense` where `l` is `tf.layers`.
 * @returns null where the file has no name that leads there.
 */
export function writeTfjsPath({ names, packageName }: TfjsNames, path: string): string | null {
  const wanted = path.split('.');
  let best: string | null = null;
  let bestLength = -1;
  for (const [name, prefix] of names) {
    // Models and tensors made by tfjs are bound to paths as well (`const l = tf.layers`): only a true prefix leads on.
    if (prefix.length > bestLength && prefix.length <= wanted.length && prefix.every((part, i) => part === wanted[i])) {
      best = [name, ...wanted.slice(prefix.length)].join('.');
      bestLength = prefix.length;
    }
  }
  if (best === null && packageName === null) return ['tf', ...wanted].join('.');
  return best;
}
