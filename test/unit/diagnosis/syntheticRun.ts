/** Runs made of numbers that a test writes down. */
import type { Rule, RuleContext } from '../../../src/diagnosis/rule.js';
import { trainedModels } from '../../../src/diagnosis/trainedModel.js';
import type { Finding } from '../../../src/shared/report.js';
import type { BatchTensor, Inspection, LayerInfo, ModelInfo, NonFiniteOrigin, RunData } from '../../../src/shared/run.js';
import type { Statistic } from '../../../src/shared/statistics.js';

export type Row = Partial<Record<Statistic, number>>;

export function layer(id: string, depth: number, more: Partial<LayerInfo> = {}): LayerInfo {
  return {
    id, name: id, className: 'Dense', activation: 'relu', kernelInitializer: 'VarianceScaling', depth, model: 'net', parent: null, recurrent: null, calls: 1,
    outputShape: [null, 32], weights: [{ name: 'kernel', shape: [32, 32], trainable: true }], inbound: [], site: null, callers: [],
    ...more,
  };
}

export interface RunParts {
  layers: LayerInfo[];
  models?: ModelInfo[];
  loss: number[];
  regularizationLoss?: number[];
  /** Numbers of a layer at a step; undefined where the step did not touch it. */
  row(layer: LayerInfo, step: number): Row | undefined;
  modelsOf?(step: number): string[];
  /** Gradients with respect to the hidden state, one for each time step. */
  hidden?(layer: LayerInfo, step: number): number[] | undefined;
  firstNonFinite?: NonFiniteOrigin;
  dataKind?: 'program' | 'synthetic';
  inspections?: Inspection[];
}

export function run(parts: RunParts): RunData {
  const models = parts.models ?? [model('net', parts.layers)];
  return {
    layers: parts.layers, models, stepCount: parts.loss.length,
    dataKind: parts.dataKind ?? 'program', firstNonFinite: parts.firstNonFinite ?? null,
    inspections: parts.inspections ?? [],
    loss: (step) => parts.loss[step],
    regularizationLoss: (step) => parts.regularizationLoss?.[step],
    modelsOf: (step) => parts.modelsOf?.(step) ?? models.map(({ id }) => id),
    value: (id, statistic, step) => parts.row(parts.layers.find((one) => one.id === id)!, step)?.[statistic],
    hiddenGradient: (id, step) => {
      const values = parts.hidden?.(parts.layers.find((one) => one.id === id)!, step);
      return values && Float32Array.from(values);
    },
  };
}

export function model(id: string, layers: LayerInfo[], more: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id, name: id, className: 'Sequential', layers: layers.map((one) => one.id), losses: [], strayCompileArguments: [],
    optimizer: { className: 'SGDOptimizer', learningRate: 0.1, learningRateType: 'number', strayProperties: [] }, site: null, ...more,
  };
}

/** A batch of standardized inputs, or of one-hot labels. */
export function tensor(more: Partial<BatchTensor> = {}): BatchTensor {
  return {
    shape: [32, 8], mean: 0, std: 1, min: -3, max: 3, nonFinite: 0, kind: 'real', rowsSumToOne: false, labelEntropy: null,
    columnStd: { smallest: 0.9, largest: 1.1, constant: 0 }, ...more,
  };
}

export function inspection(more: Partial<Inspection> = {}): Inspection {
  return { step: 0, inputs: [tensor()], targets: [], lossCalls: [], reduction: 'mean', variables: 'listed', feedback: 0, kernels: [], ...more };
}

/** What one rule says of a run, before consequences are folded into their causes. */
export function ask(rule: Rule, parts: RunParts): Finding[] {
  const data = run(parts);
  const models = trainedModels(data);
  const context: RuleContext = {
    firstNonFinite: data.firstNonFinite, models: models.length,
    trainedAt: (step) => models.filter(({ info }) => info !== null && data.modelsOf(step).includes(info.id)),
  };
  return models.flatMap((one) => rule.find(one, context));
}
