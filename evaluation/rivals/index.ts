/**
 * The rules of known tools, re-implemented from their published thresholds, run on the same numbers as ours. They read
 * norms over kernel and bias where the original reads the kernel alone, and statistics of outputs where it reads units.
 */
import type { LayerInfo, RunData } from '../../src/shared/run.js';
import type { Statistic } from '../../src/shared/statistics.js';
import type { Code } from '../case.js';

export interface Rival {
  name: string;
  /** What it says of a run. */
  diagnose(run: RunData): Set<Code>;
}

/** Steps between two looks of tools that probe once an epoch. */
const PROBES = 20;

class View {
  readonly weighted: LayerInfo[];
  readonly probes: number[];

  constructor(readonly run: RunData) {
    this.weighted = run.layers.filter(({ weights }) => weights.length > 0);
    const stride = Math.max(1, Math.floor(run.stepCount / PROBES));
    this.probes = Array.from({ length: run.stepCount }, (_, step) => step).filter((step) => step % stride === 0 || step === run.stepCount - 1);
  }

  value(layer: LayerInfo, statistic: Statistic, step: number): number {
    return this.run.value(layer.id, statistic, step) ?? NaN;
  }

  some(test: (layer: LayerInfo, step: number) => boolean): boolean {
    return this.probes.some((step) => this.weighted.some((layer) => test(layer, step)));
  }

  /** Mean magnitude of a weight gradient, as near as norm and size tell it. */
  meanGradient(layer: LayerInfo, step: number): number {
    const size = layer.weights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
    return this.value(layer, 'weightGradientNorm', step) / Math.sqrt(size);
  }

  get isNonFinite(): boolean {
    return this.run.firstNonFinite !== null;
  }

  loss(step: number): number {
    return this.run.loss(step) ?? NaN;
  }
}

/** Zhang et al., ICSE 2021: ratios of first to last layer, zero gradients, and a loss that does not move. */
const autoTrainer: Rival = {
  name: 'AUTOTRAINER',
  diagnose(run) {
    const view = new View(run);
    const codes = new Set<Code>();
    const first = view.weighted[0]!;
    const last = view.weighted.at(-1)!;
    const gradient = (layer: LayerInfo, step: number) => view.value(layer, 'weightGradientNorm', step);
    if (view.probes.some((step) => gradient(first, step) / gradient(last, step) < 1e-3 && gradient(first, step) < 1e-4)) codes.add('vanish');
    if (view.isNonFinite || view.probes.some((step) => gradient(first, step) / gradient(last, step) > 70)) codes.add('explode').add('nan');
    if (view.some((layer, step) => layer.activation === 'relu' && view.value(layer, 'weightGradientZeroFraction', step) >= 0.7)) codes.add('dead_relu');
    return codes;
  },
};

/** Wardat et al., ICSE 2022: absolute thresholds on gradients, activations and updates. */
const deepDiagnosis: Rival = {
  name: 'DeepDiagnosis',
  diagnose(run) {
    const view = new View(run);
    const codes = new Set<Code>();
    if (view.isNonFinite) codes.add('nan').add('explode');
    if (view.some((layer, step) => view.meanGradient(layer, step) < 1e-7)) codes.add('vanish');
    if (view.some((layer, step) => layer.activation === 'relu' && view.value(layer, 'activationZeroFraction', step) >= 0.7)) codes.add('dead_relu');
    // |z| >= 5 of sigmoid or tanh is where the slope is below 1 % of its maximum, up to a factor of 2.
    if (view.some((layer, step) => view.value(layer, 'saturatedFraction', step) >= 0.5)) codes.add('saturation');
    const ratios = view.weighted.flatMap((layer) => view.probes.slice(1).map((step) => view.value(layer, 'updateToWeightRatio', step)));
    if (ratios.some((ratio) => ratio > 1e-1 && Number.isFinite(ratio))) codes.add('lr_high');
    if (ratios.some((ratio) => ratio < 1e-5)) codes.add('lr_low');
    return codes;
  },
};

/** The built-in rules VanishingGradient, ExplodingTensor, SaturatedActivation, PoorWeightInitialization, LossNotDecreasing. */
const sageMaker: Rival = {
  name: 'SageMaker Debugger',
  diagnose(run) {
    const view = new View(run);
    const codes = new Set<Code>();
    if (view.isNonFinite) codes.add('nan').add('explode');
    if (view.some((layer, step) => view.meanGradient(layer, step) < 1e-7)) codes.add('vanish').add('zero_grad');
    if (view.some((layer, step) => layer.activation === 'relu' && view.value(layer, 'deadFraction', step) >= 0.5)) codes.add('dead_relu');
    if (view.some((layer, step) => view.value(layer, 'saturatedFraction', step) >= 0.5)) codes.add('saturation');
    const spreads = view.weighted.map((layer) => view.value(layer, 'activationStd', 0) ** 2).filter((spread) => spread > 0);
    if (spreads.length > 1 && Math.max(...spreads) / Math.min(...spreads) > 10) codes.add('init').add('init_large');
    const losses = view.probes.map((step) => view.loss(step));
    if (losses.slice(-10).every((loss, i, tail) => i === 0 || loss >= tail[i - 1]! * 0.999)) codes.add('plateau').add('slow');
    return codes;
  },
};

/** torchmortem: the ratio of last to first gradient, and the size of the norm. */
const torchmortem: Rival = {
  name: 'torchmortem',
  diagnose(run) {
    const view = new View(run);
    const codes = new Set<Code>();
    const gradient = (layer: LayerInfo, step: number) => view.value(layer, 'weightGradientNorm', step);
    if (view.isNonFinite || view.some((layer, step) => gradient(layer, step) > 1000)) codes.add('explode').add('nan');
    if (view.probes.some((step) => gradient(view.weighted.at(-1)!, step) / gradient(view.weighted[0]!, step) >= 100)) codes.add('vanish');
    if (view.some((layer, step) => layer.activation === 'relu' && view.value(layer, 'deadFraction', step) >= 0.3)) codes.add('dead_relu');
    const losses = view.probes.map((step) => view.loss(step));
    if (losses.length > 4 && losses.at(-1)! > 0.95 * losses[0]!) codes.add('plateau').add('slow');
    return codes;
  },
};

export const rivals: readonly Rival[] = [autoTrainer, deepDiagnosis, sageMaker, torchmortem];
