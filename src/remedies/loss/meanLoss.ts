/** A mean over the batch in the place of a sum. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import { tfjsPath, writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { findAll } from '../../program/syntax/walk.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import type { SourceFile } from '../sourceFile.js';
import { lossFunctionsIn, sourcesOf } from './lossFunctions.js';

const ID = 'mean-loss';
const EXPLANATION =
  'The gradient of a sum grows with the number of examples in the batch, and with it every step; that of a mean does not, so that one ' +
  'learning rate serves every batch size (Goyal et al., 2017).';

const isCallOrMember = (node: t.Node): node is t.CallExpression | t.MemberExpression => node.type === 'CallExpression' || node.type === 'MemberExpression';

/** The edit of `tf.sum(x)`, `x.sum()` or `tf.Reduction.SUM`; null for everything else. Sums along an axis are parts of an example's loss. */
function editOf(source: SourceFile, node: t.CallExpression | t.MemberExpression): SourceEdit | null {
  if (node.type === 'MemberExpression') {
    const { property } = node;
    return tfjsPath(source.names, node) === 'Reduction.SUM' ? source.replace(property.start!, property.end!, 'MEAN') : null;
  }
  const { callee } = node;
  if (tfjsPath(source.names, callee) === 'sum') {
    const mean = writeTfjsPath(source.names, 'mean');
    return mean === null || node.arguments.length !== 1 ? null : source.replace(callee.start!, callee.end!, mean);
  }
  const isMethod = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'sum' && node.arguments.length === 0;
  return isMethod ? source.replace(callee.property.start!, callee.property.end!, 'mean') : null;
}

/** The outermost sums over everything. */
function sumsIn(source: SourceFile, root: t.Node): SourceEdit[] {
  const sums = findAll(root, isCallOrMember).map(({ node, ancestors }) => ({ node, ancestors, edit: editOf(source, node) })).filter(({ edit }) => edit !== null);
  return sums.filter(({ ancestors }) => !sums.some(({ node }) => ancestors.includes(node))).map(({ edit }) => edit!);
}

function editsIn(source: SourceFile): SourceEdit[] {
  const functions = lossFunctionsIn(source).map((one) => sumsIn(source, one)).filter((edits) => edits.length > 0);
  // A loss made by a helper: sure only where the file sums once.
  const found = functions.length > 0 ? functions : [sumsIn(source, source.tree.ast)];
  return found.every((edits) => edits.length === 1) ? [...new Map(found.flat().map((edit) => [JSON.stringify(edit), edit])).values()] : [];
}

function propose(context: RemedyContext): Remedy {
  const edits = sourcesOf(context).flatMap(editsIn);
  const title = edits.length > 0 ? 'Average the loss over the batch instead of summing it' : 'Average the loss over the batch by hand: tf.mean in the place of tf.sum';
  return { ...remedy(ID, { title, shortTitle: 'Mean instead of sum', explanation: EXPLANATION }, edits), changesLoss: true };
}

export const meanLoss: RemedyKind = {
  id: ID, causes: ['loss-reduction'], fitness: ({ finding }) => (causeOf(finding) === 'loss-reduction' ? 1 : 0), propose,
};
