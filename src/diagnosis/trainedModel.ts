/** One model's share of a run: its layers in order, and the steps that train it. */
import type { Inspection, LayerInfo, ModelInfo, RunData } from '../shared/run.js';
import type { Statistic } from '../shared/statistics.js';
import { hasTrainableWeights } from './layerKind.js';

/** Steps at the start and at the end of a run that are always looked at. */
const EDGE_STEPS = 100;
/** Inspections (of the model's steps 0, 1, 2 and 4) after which there are steps enough to tell a habit from a chance. */
const EARLY_INSPECTIONS = 4;
/** Steps in between are thinned to at most about this many, so that a diagnosis stays fast on endless runs. */
const INNER_STEPS = 400;

export class TrainedModel {
  /** In order of execution. */
  readonly layers: readonly LayerInfo[];
  /** Layers that no other layer of the model reads, and the parts of such layers that none but those read: the outputs. */
  readonly outputs: readonly LayerInfo[];
  /** The steps of this model that were looked at closely, ascending. */
  readonly inspections: readonly Inspection[];

  /**
   * @param info null for what belongs to no model: a program that trains variables of its own
   * @param steps captured steps that train this model, ascending; of many, a part
   */
  constructor(
    readonly info: ModelInfo | null,
    layers: readonly LayerInfo[],
    readonly steps: readonly number[],
    /** How many there are, those included that were not looked at closely. */
    readonly stepCount: number,
    private readonly data: RunData,
  ) {
    this.layers = [...layers].sort((a, b) => a.depth - b.depth);
    this.outputs = outputLayers(this.layers);
    this.inspections = data.inspections.filter(({ step }) => (info ? data.modelsOf(step).includes(info.id) : data.modelsOf(step).length === 0));
  }

  /**
   * What it learns from is made by what is being trained, as in reinforcement learning and between a generator and its
   * discriminator. The losses of two steps are then not values of one function: nothing follows from their difference.
   */
  get learnsFromItself(): boolean {
    return this.inspections.slice(EARLY_INSPECTIONS).some(({ feedback }) => feedback >= 0.5);
  }

  get dataKind(): 'program' | 'synthetic' {
    return this.data.dataKind;
  }

  isOutput(layer: LayerInfo): boolean {
    return this.outputs.includes(layer);
  }

  /** Layers whose weights are trained. */
  get trained(): readonly LayerInfo[] {
    return this.layers.filter(hasTrainableWeights);
  }

  layer(id: string): LayerInfo | undefined {
    return this.layers.find((layer) => layer.id === id);
  }

  loss(step: number): number | undefined {
    return this.data.loss(step);
  }

  /** The part of the loss that is penalties on weights; 0 where none is known. */
  regularizationLoss(step: number): number {
    return this.data.regularizationLoss(step) ?? 0;
  }

  /** Whether its first step is one of `fit` or `trainOnBatch`, which train all that is trainable. */
  get isFitted(): boolean {
    return this.data.regularizationLoss(this.steps[0]) !== undefined;
  }

  value(layer: LayerInfo, statistic: Statistic, step: number): number | undefined {
    return this.data.value(layer.id, statistic, step);
  }

  /** The statistic at every step that has it. */
  series(layer: LayerInfo, statistic: Statistic, steps: readonly number[] = this.steps): number[] {
    return steps.map((step) => this.value(layer, statistic, step)).filter((x) => x !== undefined);
  }

  /** See RunData.hiddenGradient. */
  hiddenGradient(layer: LayerInfo, step: number): Float32Array | undefined {
    return this.data.hiddenGradient(layer.id, step);
  }

  /** L2 norm of the gradient over all weights of the model at a step; undefined where none was captured. */
  gradientNorm(step: number): number | undefined {
    const norms = this.layers.map((layer) => this.value(layer, 'weightGradientNorm', step)).filter((x) => x !== undefined);
    return norms.length === 0 ? undefined : Math.hypot(...norms);
  }
}

function outputLayers(ordered: readonly LayerInfo[]): LayerInfo[] {
  const layers = ordered.filter((layer) => layer.className !== 'Variable');
  const parents = new Map(layers.map(({ id, parent }) => [id, parent]));
  const read = new Set(layers.flatMap(({ inbound }) => inbound));
  if (read.size === 0) return layers.slice(-1);
  const readByOthers = new Set(layers.flatMap(({ id, inbound }) => inbound.filter((input) => parents.get(input) !== id)));
  const outputs = new Set<string | null>();
  // From the end: layers come after their parts.
  for (const { id, parent } of [...layers].reverse()) {
    if (!read.has(id) || (!readByOthers.has(id) && outputs.has(parent))) outputs.add(id);
  }
  return layers.filter(({ id }) => outputs.has(id));
}

/** First and last steps whole, every n-th step in between. */
function thin(steps: readonly number[]): number[] {
  const inner = steps.length - 2 * EDGE_STEPS;
  if (inner <= INNER_STEPS) return [...steps];
  const stride = 2 ** Math.ceil(Math.log2(inner / INNER_STEPS));
  return steps.filter((step, i) => i < EDGE_STEPS || i >= steps.length - EDGE_STEPS || step % stride === 0);
}

/** The models that the run trains, and one more for layers and variables of no model, if any are trained. */
export function trainedModels(data: RunData): TrainedModel[] {
  const byId = new Map(data.layers.map((layer) => [layer.id, layer]));
  const stepsOf = new Map<string, number[]>(data.models.map((model) => [model.id, []]));
  const captured: number[] = [];
  for (let step = 0; step < data.stepCount; step++) {
    if (data.loss(step) === undefined) continue;
    captured.push(step);
    for (const id of data.modelsOf(step)) stepsOf.get(id)?.push(step);
  }
  const claimed = new Set(data.models.flatMap((model) => model.layers));
  const models = data.models.map((model) => {
    const layers = model.layers.map((id) => byId.get(id)).filter((layer) => layer !== undefined);
    const steps = stepsOf.get(model.id) ?? [];
    return new TrainedModel(model, layers, thin(steps), steps.length, data);
  });
  const others = data.layers.filter((layer) => !claimed.has(layer.id));
  if (others.length > 0) {
    const touching = captured.filter((step) => others.some((layer) => data.value(layer.id, 'weightGradientNorm', step) !== undefined));
    models.push(new TrainedModel(null, others, thin(touching), touching.length, data));
  }
  return models.filter((model) => model.steps.length > 0);
}
