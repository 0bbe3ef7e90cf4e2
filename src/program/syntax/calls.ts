/** From a position that V8 reports to the call expression the user wrote. */
import type * as t from '@babel/types';
import type { SourceTree } from './parse.js';
import { findCalls, unwrap } from './walk.js';
import type { CallLike, NodePath } from './walk.js';

/** Start of a node, 1-based line and column. */
export function positionOf(node: t.Node): { line: number; column: number } {
  return { line: node.loc!.start.line, column: node.loc!.start.column + 1 };
}

/** Where V8 puts a call in a stack trace: `new` itself, else the name that is called (`dense` in `tf.layers.dense()`). */
function stackPosition(call: CallLike): t.SourceLocation['start'] {
  if (call.type === 'NewExpression') return call.loc!.start;
  const callee = unwrap(call.callee);
  const member = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression';
  return (member ? callee.property : callee).loc!.start;
}

type Place = Pick<t.SourceLocation['start'], 'line' | 'column'>;
const compare = (a: Place, b: Place): number => a.line - b.line || a.column - b.column;

const keyOf = ({ line, column }: Place): string => `${line}:${column}`;

/** The calls of a tree by the two positions at which they are looked up. */
interface CallIndex {
  /** Where V8 puts them; the outermost of several. */
  named: ReadonlyMap<string, NodePath<CallLike>>;
  /** Where they start; the innermost of several. */
  started: ReadonlyMap<string, NodePath<CallLike>>;
}

const indexes = new WeakMap<SourceTree, CallIndex>();

function indexOf(tree: SourceTree): CallIndex {
  let index = indexes.get(tree);
  if (!index) {
    const calls = findCalls(tree.ast);
    const entries = (at: (call: CallLike) => Place) => calls.map((path): [string, NodePath<CallLike>] => [keyOf(at(path.node)), path]);
    index = { named: new Map(entries(stackPosition).reverse()), started: new Map(entries(({ loc }) => loc!.start)) };
    indexes.set(tree, index);
  }
  return index;
}

/**
 * The call that a stack frame stands for.
 *
 * @param line 1-based. @param column 1-based.
 * @returns the call whose name stands at the position, else the innermost one whose callee holds it, else null.
 */
export function callAt(tree: SourceTree, line: number, column: number): NodePath<CallLike> | null {
  const at = { line, column: column - 1 };
  const named = indexOf(tree).named.get(keyOf(at));
  if (named) return named;
  const holds = ({ node }: NodePath<CallLike>): boolean => compare(node.loc!.start, at) <= 0 && compare(at, node.callee.loc!.end) < 0;
  return findCalls(tree.ast).findLast(holds) ?? null;
}

/** The call that starts at a site (1-based); of a chain `a(...).b(...)` the innermost, which is the one that was located. */
export function callStartingAt(tree: SourceTree, line: number, column: number): NodePath<CallLike> | null {
  return indexOf(tree).started.get(keyOf({ line, column: column - 1 })) ?? null;
}
