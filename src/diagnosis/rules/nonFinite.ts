import { formatNumber } from '../../shared/format.js';
import type { Consequence, Finding } from '../../shared/report.js';
import type { LayerInfo, NonFiniteOrigin } from '../../shared/run.js';
import { OVERSHOOT_LIMIT, worstOvershoot } from '../growth.js';
import { isPositive } from '../numbers.js';
import { finding, learningRateNote, type CauseId, type Rule, type RuleContext } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

const TENSOR_NAMES: Record<NonFiniteOrigin['where'], string> = {
  activation: 'the output of', loss: 'the loss', outputGradient: 'the gradient at the output of',
  weightGradient: 'the weight gradient of', update: 'the updated weights of',
};

/** The loss or the gradient of the step before was this much larger than the first: the NaN ended an explosion. */
const BLOWN_UP = 100;

/**
 * A NaN or an infinity: names the first tensor and step that held one, because all after it are ashes.
 *
 * Formula: the first tensor of the run (in order of computation) with a non-finite element; none is tolerated.
 * Source: IEEE 754; Wardat et al. 2021 (DeepLocalize) for naming the first layer. Always an error.
 * Healthy: no non-finite element at any step.
 */
export const nonFinite: Rule = {
  id: 'non-finite',
  find(model: TrainedModel, context: RuleContext): Finding[] {
    const origin = context.firstNonFinite ?? firstNonFiniteLoss(model);
    if (origin === null) return [];
    const layer = model.layers.find(({ id }) => id === origin.layer);
    const mine = layer !== undefined || (origin.layer === null && model.steps.includes(origin.step)) || context.models === 1;
    if (!mine) return [];
    const name = layer?.name ?? origin.layer;
    const weight = origin.weight && name !== null ? ` (${origin.weight})` : '';
    const where = origin.where === 'loss' || name === null ? 'The loss' : capitalize(`${TENSOR_NAMES[origin.where]} ${name}${weight}`);
    const why = explain(model, origin, layer);
    const root = finding('non-finite', model, {
      severity: 'error', layers: layer ? [layer] : [], step: origin.step, confidence: 1,
      message: `${where} is the first to hold NaN or an infinity, at step ${origin.step}; what is computed from it is lost.`,
      causeId: why.causeId, cause: why.cause,
      evidence: { where: origin.where, ...(origin.weight ? { weight: origin.weight } : {}), ...why.evidence },
    });
    return [{ ...root, consequences: spread(model, origin, layer) }];
  },
};

const COUNTS = ['activationNonFinite', 'outputGradientNonFinite', 'weightGradientNonFinite', 'updateNonFinite'] as const;

/** The layers that the NaN reached, those first that it reached first. */
function spread(model: TrainedModel, origin: NonFiniteOrigin, source: LayerInfo | undefined): Consequence[] {
  const after = model.steps.filter((step) => step >= origin.step);
  const reached = new Map<number, string[]>();
  for (const layer of model.layers) {
    const step = layer === source ? undefined : after.find((s) => COUNTS.some((count) => (model.value(layer, count, s) ?? 0) > 0));
    if (step !== undefined) reached.set(step, [...(reached.get(step) ?? []), layer.id]);
  }
  return [...reached].sort(([a], [b]) => a - b).map(([step, layers]) => ({ rule: 'non-finite', layers, step }));
}

function firstNonFiniteLoss(model: TrainedModel): NonFiniteOrigin | null {
  const step = model.steps.find((s) => !Number.isFinite(model.loss(s)));
  return step === undefined ? null : { step, layer: null, where: 'loss', weight: null };
}

function explain(model: TrainedModel, origin: NonFiniteOrigin, layer: LayerInfo | undefined): { causeId: CauseId; cause: string; evidence: Record<string, number> } {
  const first = model.steps[0];
  const before = model.steps.filter((step) => step < origin.step).at(-1);
  if (before !== undefined) {
    const overshoot = worstOvershoot(model, before);
    const lossRatio = quotient(model.loss(before), model.loss(first));
    const gradientRatio = quotient(model.gradientNorm(before), model.gradientNorm(first));
    const evidence = { overshoot, lossRatio, gradientRatio };
    if (overshoot >= OVERSHOOT_LIMIT || lossRatio >= BLOWN_UP || gradientRatio >= BLOWN_UP) {
      return {
        causeId: 'learning-rate', evidence,
        cause: `The updates before it were too long${learningRateNote(model)}: the loss was ${formatNumber(model.loss(before) ?? Number.NaN)} at step ${before}, from ${formatNumber(model.loss(first) ?? Number.NaN)} at step ${first}.`,
      };
    }
  }
  const evidence: Record<string, number> = {};
  switch (origin.where) {
    case 'activation':
      return before === undefined && layer === model.layers.find((l) => model.value(l, 'activationRms', origin.step) !== undefined)
        ? { causeId: 'input-data', evidence, cause: 'The weights are still as they were initialized, so that the NaN comes from the input data.' }
        : { causeId: 'unknown', evidence, cause: 'Everything before this layer was still finite.' };
    case 'loss':
      return { causeId: 'loss-function', evidence, cause: 'The output was still finite, so that the loss function made it (log 0, 0/0, or NaN in the targets).' };
    case 'outputGradient':
    case 'weightGradient':
      return { causeId: 'operation-gradient', evidence, cause: 'The loss was still finite: an operation above this layer has no finite gradient here (sqrt, log or norm at 0, or a division).' };
    case 'update':
      return { causeId: 'optimizer', evidence, cause: 'The gradient was still finite, so that the optimizer made it: look at its arguments (tf.train.* take numbers by position, not an object).' };
  }
}

function quotient(a: number | undefined, b: number | undefined): number {
  return isPositive(a) && isPositive(b) ? a / b : 0;
}

function capitalize(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
