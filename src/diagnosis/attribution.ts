/** Why a gradient shrinks or grows on its way: the split between activation slopes and weights. */
import { formatNumber, formatShare } from '../shared/format.js';
import { activationOf, canSaturate, largestSlope } from './layerKind.js';
import type { Flow } from './flow.js';
import type { CauseId, Evidence } from './rule.js';
import type { TrainedModel } from './trainedModel.js';

export interface Attribution {
  causeId: CauseId;
  cause: string;
  evidence: Evidence;
}

/** Saturated share above which a slope counts as lost to saturation: more elements flat than not. */
const MOSTLY_SATURATED = 0.5;

/**
 * Splits log gain = sum(log f') + sum(log weight gain). The part of the slopes is measured (`activationSlope`); the rest
 * is the weights'. The larger part is the cause.
 */
export function attributeShrinkage(model: TrainedModel, flow: Flow): Attribution {
  const total = Math.max(-flow.shrinkage, Number.MIN_VALUE);
  const slopeShare = Number.isFinite(total) ? Math.min(1, Math.max(0, -flow.slopeLog / total)) : flow.slopeLog < 0 ? 1 : 0;
  const gain = Math.exp(flow.shrinkage / flow.depth);
  const slope = Math.exp(flow.slopeLog / flow.depth);
  const evidence: Evidence = {
    slopeShare, weightShare: 1 - slopeShare, gainPerLayer: gain, meanSlope: slope, saturatedShare: flow.saturated,
  };
  const activation = commonActivation(model);
  if (slopeShare >= 0.5 && flow.saturated >= MOSTLY_SATURATED) {
    return {
      causeId: 'saturation', evidence,
      cause: `${formatShare(flow.saturated)} of the activations are saturated, where their slope is almost 0, and each layer multiplies the gradient by that slope.`,
    };
  }
  if (slopeShare >= 0.5) {
    const bound = largestSlope(model.layers.find(canSaturate) ?? flow.first);
    return {
      causeId: 'activation-slope', evidence,
      cause: `The slope of ${activation} is at most ${bound} (here ${formatNumber(slope)} on average), and each of the ${flow.depth} layers multiplies the gradient by it.`,
    };
  }
  const initializer = flow.first.kernelInitializer ? ` (${flow.last.kernelInitializer ?? flow.first.kernelInitializer})` : '';
  return {
    causeId: 'weight-scale', evidence,
    cause: `The weights${initializer} are too small for ${activation} layers: each layer keeps only ${formatShare(gain)} of the gradient.`,
  };
}

/** The same for a growing gradient. No activation here has a slope above 1, so that the weights make it. */
export function attributeGrowth(flow: Flow): Attribution {
  const gain = Math.exp(flow.growth / Math.max(1, flow.depth - 1));
  return {
    causeId: 'weight-scale',
    cause: `The weights are too large for the widths of the layers: each layer multiplies the gradient by ${formatNumber(gain)}.`,
    evidence: { gainPerLayer: gain, slopeShare: 0, weightShare: 1 },
  };
}

/** The activation that most hidden layers use, for people. */
function commonActivation(model: TrainedModel): string {
  const counts = new Map<string, number>();
  for (const layer of model.layers) {
    const activation = activationOf(layer);
    if (activation !== null && !model.isOutput(layer)) counts.set(activation, (counts.get(activation) ?? 0) + 1);
  }
  const [name] = [...counts.entries()].sort((a, b) => b[1] - a[1])[0] ?? ['linear'];
  return name === 'relu' ? 'ReLU' : name;
}
