/** Calls of `model.fit(xs, ys, options)`. */
import { findCalls } from '../../program/syntax/walk.js';
import type { CallLike, NodePath } from '../../program/syntax/walk.js';
import { filesOf } from '../context.js';
import type { RemedyContext } from '../context.js';
import type { SourceFile } from '../sourceFile.js';

const isFit = ({ node }: NodePath<CallLike>): boolean =>
  node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && node.callee.property.name === 'fit' && node.arguments.length >= 2;

export function fitCalls(context: RemedyContext): { source: SourceFile; call: NodePath<CallLike> }[] {
  return filesOf(context).flatMap((file) => {
    const source = context.sources.get(file);
    return source === null ? [] : findCalls(source.tree.ast).filter(isFit).map((call) => ({ source, call }));
  });
}
