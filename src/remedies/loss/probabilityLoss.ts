/** A loss on probabilities in the place of one on logits, where the model gives probabilities. */
import type { Remedy } from '../../shared/report.js';
import { tfjsPath, writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { findCalls } from '../../program/syntax/walk.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { sourcesOf } from './lossFunctions.js';

const ID = 'loss-on-probabilities';
const EXPLANATION =
  'The model applies the softmax or sigmoid itself, so that the loss has to take probabilities; predictions stay as they are. ' +
  'A loss on logits is more exact where probabilities are near 0.';

/** Losses on logits, and what compares probabilities: one number for each example. */
const INSTEAD: Readonly<Record<string, string>> = {
  'losses.softmaxCrossEntropy': 'metrics.categoricalCrossentropy',
  'losses.sigmoidCrossEntropy': 'metrics.binaryCrossentropy',
};

function propose(context: RemedyContext): Remedy | null {
  const edits = sourcesOf(context).flatMap((source) => findCalls(source.tree.ast).flatMap(({ node }) => {
    const path = tfjsPath(source.names, node.callee);
    const metric = path === null ? undefined : INSTEAD[path];
    const [mean, instead] = metric === undefined ? [null, null] : [writeTfjsPath(source.names, 'mean'), writeTfjsPath(source.names, metric)];
    // Weights, smoothing and reductions have no counterpart.
    if (mean === null || instead === null || node.arguments.length !== 2) return [];
    return [source.replace(node.start!, node.arguments[0]!.start!, `${mean}(${instead}(`), source.insert(node.end!, ')')];
  }));
  if (edits.length === 0) return null;
  return { ...remedy(ID, { title: 'Compare probabilities instead of logits in the loss', shortTitle: 'Loss on probabilities', explanation: EXPLANATION }, edits), changesLoss: true };
}

export const probabilityLoss: RemedyKind = {
  id: ID, causes: ['double-softmax'], fitness: ({ finding }) => (causeOf(finding) === 'double-softmax' ? 0.8 : 0), propose,
};
