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

/**
 * The call that a stack frame stands for.
 *
 * @param line 1-based. @param column 1-based.
 * @returns the call whose name stands at the position, else the innermost one whose callee holds it, else null.
 */
export function callAt(tree: SourceTree, line: number, column: number): NodePath<CallLike> | null {
  const at = { line, column: column - 1 };
  let around: NodePath<CallLike> | null = null;
  for (const path of findCalls(tree.ast)) {
    const { node } = path;
    if (compare(stackPosition(node), at) === 0) return path;
    if (compare(node.loc!.start, at) <= 0 && compare(at, node.callee.loc!.end) < 0) around = path;
  }
  return around;
}

/** The call that starts at a site (1-based); of a chain `a(...).b(...)` the innermost, which is the one that was located. */
export function callStartingAt(tree: SourceTree, line: number, column: number): NodePath<CallLike> | null {
  const at = { line, column: column - 1 };
  let found: NodePath<CallLike> | null = null;
  for (const path of findCalls(tree.ast)) {
    if (compare(path.node.loc!.start, at) === 0) found = path;
  }
  return found;
}
