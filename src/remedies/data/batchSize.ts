/** Larger batches, where `fit` or a dataset is told their size. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import { findCalls, unwrap } from '../../program/syntax/walk.js';
import type { CallLike, NodePath } from '../../program/syntax/walk.js';
import { numberBehind } from '../bindings.js';
import { filesOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { propertyOf } from '../options.js';
import { fitCalls } from './fitCalls.js';

const ID = 'larger-batches';
/** The size that `fit` takes by itself; Masters and Luschi (2018) find the best ones at 32 and below. */
const USUAL = 32;
const EXPLANATION =
  'The gradient of a batch scatters around that of all the data with 1 / sqrt(examples): with one or two of them most of a step is noise, ' +
  'which larger batches average out (McCandlish et al., 2018).';

/** The number that `batchSize` is, in an object that is written in the call. */
function inFit({ node, ancestors }: NodePath<CallLike>): t.NumericLiteral | null {
  const options = node.arguments[2] === undefined ? null : unwrap(node.arguments[2]);
  const property = options?.type === 'ObjectExpression' ? propertyOf(options, 'batchSize') : null;
  return property === null ? null : numberBehind({ node: property.value, ancestors: [...ancestors, node] });
}

/** `dataset.batch(2)`. */
function inBatch({ node, ancestors }: NodePath<CallLike>): t.NumericLiteral | null {
  const { callee, arguments: [size] } = node;
  const isBatch = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'batch';
  return isBatch && size !== undefined ? numberBehind({ node: size, ancestors: [...ancestors, node] }) : null;
}

function propose(context: RemedyContext): Remedy {
  const edits = new Map<number, SourceEdit>();
  for (const { source, call } of fitCalls(context)) {
    const size = inFit(call);
    if (size !== null && size.value < USUAL) edits.set(size.start!, source.replace(size.start!, size.end!, String(USUAL)));
  }
  for (const file of edits.size > 0 ? [] : filesOf(context)) {
    const source = context.sources.get(file);
    for (const call of source === null ? [] : findCalls(source.tree.ast)) {
      const size = inBatch(call);
      if (size !== null && size.value < USUAL) edits.set(size.start!, source!.replace(size.start!, size.end!, String(USUAL)));
    }
  }
  const title = `Train on batches of ${USUAL} examples${edits.size > 0 ? '' : ' by hand, as far as there are so many'}`;
  return remedy(ID, { title, shortTitle: `Batches of ${USUAL}`, explanation: EXPLANATION }, [...edits.values()]);
}

export const largerBatches: RemedyKind = { id: ID, fitness: ({ finding }) => (finding.rule === 'batch-size' ? 1 : 0), propose };
