/** What a run on trial is judged by: how well its gradient flows and how far its loss came. */
import { diagnose, trainedModels } from '../../diagnosis/index.js';
import { median } from '../../diagnosis/numbers.js';
import type { RuleId } from '../../shared/report.js';
import type { RunData } from '../../shared/run.js';

/** Latest steps whose median is the loss that a run came to, at most; at least a fifth of it. */
const LATEST = 20;

export interface Measurement {
  /** Loss of each step that trains the model; penalties on weights left out. */
  losses: number[];
  /** Median loss of the first three and of the latest steps. */
  first: number;
  loss: number;
  /**
   * Smallest over largest L2 norm of dL/d(output) among the layers with weights, median over the steps: 1 where the
   * gradient is as large everywhere, near 0 where it vanishes or explodes on its way, 0 where it is not finite.
   */
  gradientRatio: number;
  /** The model learns from what is being trained, so that its losses are not values of one function; see TrainedModel. */
  learnsFromItself: boolean;
  /** Rules of the findings at warning or error, consequences included. */
  rules: ReadonlySet<RuleId>;
}

/**
 * @param steps how many of the run's steps count: runs that are compared are compared after the same number
 * @param model whose losses count, because those of several are different things; null, or one that no step trains: all
 */
export function measure(run: RunData, steps: number, model: string | null): Measurement {
  const data = steps < run.stepCount ? firstSteps(run, steps) : run;
  const losses = lossesOf(data, model);
  const latest = losses.slice(-Math.max(1, Math.min(LATEST, Math.floor(losses.length / 5))));
  const serious = diagnose(data).filter(({ severity }) => severity !== 'info');
  return {
    losses,
    first: median(losses.slice(0, 3)),
    loss: latest.every(Number.isFinite) ? median(latest) : NaN,
    gradientRatio: gradientRatio(data),
    learnsFromItself: trainedModels(data).some(({ info, learnsFromItself }) => learnsFromItself && (model === null || info?.id === model)),
    rules: new Set(serious.flatMap(({ rule, consequences }) => [rule, ...consequences.map((one) => one.rule)])),
  };
}

function lossesOf(data: RunData, model: string | null): number[] {
  const all = Array.from({ length: data.stepCount }, (_, step) => step);
  const own = all.filter((step) => model !== null && data.modelsOf(step).includes(model));
  return (own.length > 0 ? own : all).map((step) => (data.loss(step) ?? NaN) - (data.regularizationLoss(step) ?? 0));
}

function gradientRatio(data: RunData): number {
  const weighted = data.layers.filter(({ weights }) => weights.some(({ trainable }) => trainable));
  const ratios: number[] = [];
  for (let step = 0; step < data.stepCount; step++) {
    const norms = weighted.map(({ id }) => data.value(id, 'outputGradientNorm', step)).filter((norm) => norm !== undefined);
    if (norms.length === 0) continue;
    const largest = Math.max(...norms);
    ratios.push(norms.every(Number.isFinite) && largest > 0 ? Math.min(...norms) / largest : 0);
  }
  return ratios.length === 0 ? 1 : median(ratios);
}

/** The run as it was after its first steps. */
function firstSteps(run: RunData, count: number): RunData {
  return {
    layers: run.layers,
    models: run.models,
    stepCount: count,
    dataKind: run.dataKind,
    firstNonFinite: run.firstNonFinite && run.firstNonFinite.step < count ? run.firstNonFinite : null,
    inspections: run.inspections.filter(({ step }) => step < count),
    loss: (step) => run.loss(step),
    regularizationLoss: (step) => run.regularizationLoss(step),
    modelsOf: (step) => run.modelsOf(step),
    value: (layer, statistic, step) => run.value(layer, statistic, step),
    hiddenGradient: (layer, step) => run.hiddenGradient(layer, step),
  };
}
