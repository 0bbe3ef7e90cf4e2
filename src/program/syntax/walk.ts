/** Walking over a Babel syntax tree. */
import { walk as estreeWalk } from 'estree-walker';
import type { Node as EstreeNode } from 'estree';
import type * as t from '@babel/types';

/** A node with the nodes around it, outermost (the file) first. */
export interface NodePath<N extends t.Node = t.Node> {
  node: N;
  ancestors: t.Node[];
}

/** Calls `enter` on every node, parents before children. Return false to leave the children out. */
export function walk(root: t.Node, enter: (node: t.Node, ancestors: readonly t.Node[]) => boolean | undefined): void {
  const ancestors: t.Node[] = [];
  // estree-walker visits every object that has a `type`, so Babel's dialect of the tree is as good as ESTree.
  estreeWalk(root as unknown as EstreeNode, {
    enter(estreeNode) {
      const node = estreeNode as unknown as t.Node;
      if ((node.type as string) === 'CommentBlock' || (node.type as string) === 'CommentLine') {
        this.skip();
        return;
      }
      if (enter(node, ancestors) === false) this.skip();
      ancestors.push(node);
    },
    leave() {
      ancestors.pop();
    },
  });
}

/** Every node of one type, with its ancestors, in source order. */
export function findAll<N extends t.Node>(root: t.Node, is: (node: t.Node) => node is N): NodePath<N>[] {
  const found: NodePath<N>[] = [];
  walk(root, (node, ancestors) => {
    if (is(node)) found.push({ node, ancestors: [...ancestors] });
    return true;
  });
  return found;
}

const isCallLike = (node: t.Node): node is CallLike =>
  node.type === 'CallExpression' || node.type === 'OptionalCallExpression' || node.type === 'NewExpression';

/** A call or a `new`. */
export type CallLike = t.CallExpression | t.OptionalCallExpression | t.NewExpression;

/** Remembers what was found in a tree: trees are not changed, and long programs are asked once for every layer. */
function remembered<T>(find: (root: t.Node) => T): (root: t.Node) => T {
  const known = new WeakMap<t.Node, T>();
  return (root) => {
    let found = known.get(root);
    if (found === undefined) known.set(root, found = find(root));
    return found;
  };
}

/** Every call and `new` of a tree. */
export const findCalls = remembered((root) => findAll(root, isCallLike));

const isIdentifier = (node: t.Node): node is t.Identifier => node.type === 'Identifier';

const identifiersByName = remembered((root) => {
  const byName = new Map<string, NodePath<t.Identifier>[]>();
  for (const path of findAll(root, isIdentifier)) {
    const known = byName.get(path.node.name);
    if (known) known.push(path);
    else byName.set(path.node.name, [path]);
  }
  return byName;
});

/** Every identifier of that name in a tree, whatever it stands for. */
export function findIdentifiers(root: t.Node, name: string): readonly NodePath<t.Identifier>[] {
  return identifiersByName(root).get(name) ?? [];
}

/** The expression under parentheses and type assertions: `({...} as const)` -> `{...}`. */
export function unwrap(node: t.Node): t.Node {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** The nearest statement around a node, with the list it stands in. */
export function enclosingStatement(path: NodePath): NodePath<t.Statement> | null {
  const line = [...path.ancestors, path.node];
  for (let i = line.length - 1; i > 0; i--) {
    const parent = line[i - 1]!;
    const node = line[i]!;
    const listed =
      (parent.type === 'Program' || parent.type === 'BlockStatement' || parent.type === 'StaticBlock' || parent.type === 'TSModuleBlock') &&
      node.type !== 'Directive';
    if (listed || (parent.type === 'SwitchCase' && parent.consequent.includes(node as t.Statement))) {
      return { node: node as t.Statement, ancestors: line.slice(0, i) };
    }
  }
  return null;
}
