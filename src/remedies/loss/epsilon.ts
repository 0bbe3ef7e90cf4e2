/** A small number added where a loss takes a root, a norm or a logarithm: at 0 their gradients are not finite. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import { tfjsPath, writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { findCalls } from '../../program/syntax/walk.js';
import type { CallLike } from '../../program/syntax/walk.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import type { SourceFile } from '../sourceFile.js';
import { lossFunctionsIn, sourcesOf } from './lossFunctions.js';

const ID = 'epsilon';
const EXPLANATION =
  'The slope of sqrt(x) is 1 / (2 sqrt(x)), that of log(x) is 1 / x, and a norm is the root of a sum of squares: at 0 they are infinite, ' +
  'and infinity times the 0 that comes from further up is NaN. A small number under them keeps the slope finite.';

/** What is added, well above the rounding of float32 where it matters and far below losses that count. */
const EPSILON: Readonly<Record<string, string>> = { sqrt: '1e-12', log: '1e-7' };

/** The edits of one call; none where it is no such operation, or one with options that have no counterpart. */
function editsOf(source: SourceFile, { callee, arguments: args, start, end }: CallLike): SourceEdit[] {
  const path = tfjsPath(source.names, callee);
  const [argument] = args;
  if (path !== null && argument !== undefined && args.length === 1) {
    const name = (operation: string): string | null => writeTfjsPath(source.names, operation);
    const text = source.text.slice(argument.start!, argument.end!);
    const add = name('add');
    if (path in EPSILON && add !== null && !isGuarded(text)) return [source.replace(argument.start!, argument.end!, `${add}(${text}, ${EPSILON[path]})`)];
    const [sqrt, sum, square] = [name('sqrt'), name('sum'), name('square')];
    if (path !== 'norm' || add === null || sqrt === null || sum === null || square === null) return [];
    return [source.replace(start!, end!, `${sqrt}(${add}(${sum}(${square}(${text})), ${EPSILON.sqrt}))`)];
  }
  if (path !== null || callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || args.length > 0) return [];
  const { object, property } = callee as t.MemberExpression & { property: t.Identifier };
  if (object.type === 'Identifier' && ['Math', 'console'].includes(object.name)) return [];
  if (property.name in EPSILON && !isGuarded(source.text.slice(object.start!, object.end!))) return [source.insert(object.end!, `.add(${EPSILON[property.name]})`)];
  return property.name === 'norm' ? [source.replace(object.end!, end!, `.square().sum().add(${EPSILON.sqrt}).sqrt()`)] : [];
}

/** Whether something is added to it, or it is bounded from below, as it is written. */
function isGuarded(text: string): boolean {
  return /\b(add|maximum|clipByValue)\b/.test(text);
}

function editsIn(source: SourceFile): SourceEdit[] {
  const inside = lossFunctionsIn(source).flatMap((one) => findCalls(one)).flatMap(({ node }) => editsOf(source, node));
  if (inside.length > 0) return [...new Map(inside.map((edit) => [JSON.stringify(edit), edit])).values()];
  // In a layer or a helper: sure only where the file has one of them.
  const all = findCalls(source.tree.ast).map(({ node }) => editsOf(source, node)).filter((edits) => edits.length > 0);
  return all.length === 1 ? all[0]! : [];
}

/** Of operations inside of one another, the edits would overlap: those are left to the user. */
function overlap(edits: readonly SourceEdit[]): boolean {
  const before = (a: SourceEdit['start'], b: SourceEdit['start']): boolean => a.line < b.line || (a.line === b.line && a.column < b.column);
  return edits.some((a, i) => edits.some((b, j) => i !== j && a.file === b.file && before(a.start, b.end) && before(b.start, a.end)));
}

function propose(context: RemedyContext): Remedy {
  const found = sourcesOf(context).flatMap(editsIn);
  const edits = overlap(found) ? [] : found;
  const title = edits.length > 0
    ? 'Add a small number under the roots, norms and logarithms of the loss'
    : 'Keep roots, norms and logarithms away from 0 by hand: tf.sqrt(tf.add(x, 1e-12)) in the place of tf.sqrt(x)';
  return remedy(ID, { title, shortTitle: 'Small number under roots and logs', explanation: EXPLANATION }, edits);
}

export const epsilon: RemedyKind = {
  id: ID,
  causes: ['operation-gradient', 'loss-function'],
  fitness: ({ finding }) => (['operation-gradient', 'loss-function'].includes(causeOf(finding)) ? 1 : 0),
  propose,
};
