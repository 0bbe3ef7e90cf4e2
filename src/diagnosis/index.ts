/** From the numbers of a run to findings: root causes first, the most severe first. */
import type { Finding, Severity } from '../shared/report.js';
import type { RunData } from '../shared/run.js';
import { foldConsequences } from './chain.js';
import type { Rule, RuleContext } from './rule.js';
import { batchSize } from './rules/batchSize.js';
import { constantOutput } from './rules/constantOutput.js';
import { dataNonFinite } from './rules/dataNonFinite.js';
import { deadRelu } from './rules/deadRelu.js';
import { doubleSoftmax } from './rules/doubleSoftmax.js';
import { explodingThroughTime } from './rules/explodingThroughTime.js';
import { explodingGradient } from './rules/explodingGradient.js';
import { frozenWeights } from './rules/frozenWeights.js';
import { hiddenSoftmax } from './rules/hiddenSoftmax.js';
import { inputScale } from './rules/inputScale.js';
import { learningRateHigh } from './rules/learningRateHigh.js';
import { learningRateLow } from './rules/learningRateLow.js';
import { lossReduction } from './rules/lossReduction.js';
import { nonFinite } from './rules/nonFinite.js';
import { optimizerMisuse } from './rules/optimizerMisuse.js';
import { outputActivation } from './rules/outputActivation.js';
import { outputRange } from './rules/outputRange.js';
import { overRegularization } from './rules/overRegularization.js';
import { plateau } from './rules/plateau.js';
import { poorInitialization } from './rules/poorInitialization.js';
import { saturation } from './rules/saturation.js';
import { slowLearning } from './rules/slowLearning.js';
import { symmetry } from './rules/symmetry.js';
import { targetScale } from './rules/targetScale.js';
import { unstableLoss } from './rules/unstableLoss.js';
import { vanishingGradient } from './rules/vanishingGradient.js';
import { vanishingThroughTime } from './rules/vanishingThroughTime.js';
import { zeroGradient } from './rules/zeroGradient.js';
import { trainedModels } from './trainedModel.js';

export type { CauseId } from './rule.js';
export { trainedModels } from './trainedModel.js';

/** Every rule there is. A new one is a file in rules/, a line here, and its place in the table of chain.ts. */
export const rules: readonly Rule[] = [
  vanishingGradient, explodingGradient, vanishingThroughTime, explodingThroughTime, nonFinite, deadRelu, saturation, zeroGradient,
  dataNonFinite, optimizerMisuse, lossReduction, outputActivation, outputRange, doubleSoftmax, hiddenSoftmax, inputScale, targetScale,
  poorInitialization, symmetry, frozenWeights, overRegularization,
  constantOutput, learningRateHigh, learningRateLow, unstableLoss, plateau, slowLearning, batchSize,
];

const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** The findings of a run, whole or still growing. Pure: the same data gives the same findings. */
export function diagnose(data: RunData): Finding[] {
  const models = trainedModels(data);
  const context: RuleContext = {
    firstNonFinite: data.firstNonFinite,
    models: models.length,
    trainedAt: (step) => data.modelsOf(step).map((id) => models.find(({ info }) => info?.id === id)).filter((model) => model !== undefined),
  };
  return models
    .flatMap((model) => foldConsequences(rules.flatMap((rule) => rule.find(model, context))))
    .sort((a, b) => SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] || a.step - b.step || b.confidence - a.confidence);
}
