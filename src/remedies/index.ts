/** Ways to put a finding right, as edits of the user's source. */
import type { CauseId } from '../diagnosis/rule.js';
import type { Finding, Remedy } from '../shared/report.js';
import type { RunData } from '../shared/run.js';
import { activationRelu } from './activationRelu.js';
import { batchNormalization } from './batchNormalization.js';
import { biasInitialization } from './biasInitialization.js';
import { clipNorm } from './clipNorm.js';
import { causeOf, stackOf } from './context.js';
import type { RemedyContext, RemedyKind } from './context.js';
import { glorotInitialization, heInitialization, lecunInitialization } from './initialization.js';
import { lowerLearningRate } from './lowerLearningRate.js';
import { recurrentInitialization } from './recurrentInitialization.js';
import { SourceFiles } from './sourceFile.js';
import type { SourceReader } from './sourceFile.js';

export { applyEdits } from './applyEdits.js';
export type { SourceReader } from './sourceFile.js';

const KINDS: readonly RemedyKind[] = [
  biasInitialization, heInitialization, glorotInitialization, lecunInitialization, activationRelu, batchNormalization, clipNorm,
  lowerLearningRate, recurrentInitialization,
];

/** Causes in the data, the loss or the arguments: none of these remedies would be the right advice. */
const OUT_OF_REACH = new Set<CauseId>([
  'input-data', 'operation-gradient', 'loss-function', 'optimizer', 'single-unit-softmax', 'output-range',
]);

/**
 * The remedies for a finding, best first. Those that can be applied come before those that only say what to do by hand.
 *
 * @param sources the user's files as they are now: edits are made for exactly this text.
 */
export function remediesFor(finding: Finding, data: RunData, sources: SourceReader): Remedy[] {
  if (OUT_OF_REACH.has(causeOf(finding))) return [];
  const context: RemedyContext = {
    finding,
    data,
    sources: new SourceFiles(sources),
    layers: data.layers.filter(({ id }) => finding.layers.includes(id)),
    stack: stackOf(finding, data),
  };
  const proposed: { remedy: Remedy; fitness: number }[] = [];
  for (const kind of KINDS) {
    const fitness = kind.fitness(context);
    const remedy = fitness > 0 ? kind.propose(context) : null;
    if (remedy !== null) proposed.push({ remedy, fitness: remedy.edits.length > 0 ? fitness : fitness - 1 });
  }
  return proposed.sort((a, b) => b.fitness - a.fitness).map(({ remedy }) => remedy);
}
