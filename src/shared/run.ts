/** What is known of a run: layers, models, and the numbers of each step. Read by diagnosis, views and reports. */
import type { Statistic } from './statistics.js';

/** The backends there are, best first. `tensorflow-gpu` is tfjs-node-gpu, `tensorflow` is tfjs-node. */
export const BACKENDS = ['tensorflow-gpu', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Which backend runs, and why not a better one. */
export interface BackendInfo {
  name: BackendName;
  /** For people: "WebAssembly (SIMD)", "TensorFlow 2.9.1 (CPU)". */
  label: string;
  /**
   * One sentence per better backend that was not taken, best first. Unloadable: its native package is installed, but the
   * runtime of this process cannot load it.
   */
  passedOver: { name: BackendName; reason: string; isUnloadable?: true }[];
  /** One sentence per thing the user should know: kernels that fall back, a different tfjs version in the workspace. */
  notes: string[];
}

/** A place in the user's source. `file` is relative to the run's root, with "/"; `line` and `column` are 1-based. */
export interface SourceSite {
  file: string;
  line: number;
  column: number;
}

export interface WeightInfo {
  name: string;
  shape: number[];
  trainable: boolean;
}

/** One row of the heatmap: a layer, or a variable that belongs to no layer. */
export interface LayerInfo {
  /** Unique in the run and the same in the next run of the same program: the layer's name, with "#2" ... if taken. */
  id: string;
  name: string;
  /** The tfjs class (`Dense`, `Conv2D`, the user's own), or `Variable`. */
  className: string;
  /** The activation's tfjs class name in lower camel case (`relu`, `sigmoid`, `linear`), or null where there is none. */
  activation: string | null;
  /** Class name of the kernel's initializer (`GlorotNormal`, `VarianceScaling`, `RandomNormal` ...), or null. */
  kernelInitializer: string | null;
  /** Position in the model's order of execution, from 0. */
  depth: number;
  /** Id of the outermost model that holds the layer. */
  model: string | null;
  /**
   * Id of the row that calls this one as a part of itself: the wrapper of an inner layer, the recurrent layer of a cell,
   * the user's own layer that holds others. Parts stand before the row they are a part of.
   */
  parent: string | null;
  /** From which end it reads the sequence, for recurrent layers and cells; null for all that have no hidden state. */
  recurrent: 'forward' | 'backward' | null;
  /** Calls of the layer in one step, at most. */
  calls: number;
  /** Shape of its output, null for the batch and other unknown axes. */
  outputShape: (number | null)[] | null;
  weights: WeightInfo[];
  /** Ids of the layers whose outputs it reads, as far as known. */
  inbound: string[];
  /** Where the user's source makes it; null for layers of a loaded model. */
  site: SourceSite | null;
  /** The callers of `site`, innermost first, when a helper of the user's made the layer. */
  callers: SourceSite[];
}

export interface OptimizerInfo {
  /** `SGDOptimizer`, `AdamOptimizer`, the user's own class ... */
  className: string;
  learningRate: number | null;
  /** `typeof` the learning rate: tfjs takes an options object without a word, and then computes NaN with it. */
  learningRateType: string;
  /** Properties set on it that tfjs has no meaning for (`clipNorm`, `lr` ...). */
  strayProperties: string[];
}

export interface ModelInfo {
  id: string;
  name: string;
  /** `Sequential`, `Functional`, the user's own class ... */
  className: string;
  /** Ids of its layers, in order of execution. */
  layers: string[];
  /** Loss functions named in `compile`, as far as known. */
  losses: string[];
  /** What `compile` was given besides what it knows: tfjs ignores it (`lr`, `clipnorm`, `lossWeights` ...). */
  strayCompileArguments: string[];
  optimizer: OptimizerInfo | null;
  site: SourceSite | null;
}

/** The first tensor of the run that held a NaN or an infinity. */
export interface NonFiniteOrigin {
  step: number;
  /** Id of the layer, or null when only the loss itself is not finite. */
  layer: string | null;
  /** Which tensor. */
  where: 'activation' | 'loss' | 'outputGradient' | 'weightGradient' | 'update';
  /** Name of the weight, when `where` is weightGradient or update. */
  weight: string | null;
}

/** A tensor that a step was fed. Moments are over its finite elements; the first axis is the batch. */
export interface BatchTensor {
  shape: number[];
  mean: number;
  std: number;
  min: number;
  max: number;
  /** NaN and infinite elements. */
  nonFinite: number;
  /** `binary`: all elements are 0 or 1; `integer`: all are whole numbers. */
  kind: 'binary' | 'integer' | 'real';
  /** Every row over the last axis sums to 1: one-hot labels, or distributions. */
  rowsSumToOne: boolean;
  /**
   * Entropy in nats of the labels within this batch: of the mean row where rows sum to 1, of the frequencies where labels
   * are whole numbers in a single column; null for everything else. It is the cross-entropy of the best constant guess.
   */
  labelEntropy: number | null;
  /** Standard deviations over the rows, per column of the last axis: smallest that is not 0, largest, and how many are 0. */
  columnStd: { smallest: number; largest: number; constant: number };
}

/** A call of one of tf.losses within a step. */
export interface LossCall {
  /** `softmaxCrossEntropy`, `meanSquaredError` ... */
  name: string;
  /** Id of the layer whose output is taken for the prediction, where it is one. */
  predictionsOf: string | null;
}

/** The first kernel-like weight of a layer: rank 2 or more, units on the last axis. */
export interface KernelFacts {
  layer: string;
  mean: number;
  std: number;
  /** Inputs of a unit: the product of all axes but the last. */
  fanIn: number;
  units: number;
  /** Units whose weights are those of another unit, bit by bit. */
  duplicateUnits: number;
}

/**
 * What only some steps are looked at for, because it changes slowly or is costly: each model's steps 0, 1, 2, 4, 8 ...
 * and the step at which the run's first non-finite tensor appears.
 */
export interface Inspection {
  step: number;
  /** What the model was called on; empty where that cannot be seen. */
  inputs: BatchTensor[];
  /** What the loss compared its outputs with; empty where that cannot be seen. */
  targets: BatchTensor[];
  lossCalls: LossCall[];
  /** How the loss folds the examples of the batch into one number; null where that cannot be told. */
  reduction: 'sum' | 'mean' | null;
  /** Whether the optimizer was told which variables to train; null where no optimizer was asked for gradients. */
  variables: 'listed' | 'all' | null;
  /**
   * Share of the model's steps since its last inspection, this one included, that learn from what is being trained: before
   * them or in them the program called a model whose weights have changed since this model's first step (evaluations do
   * not count), or it read values out of tensors while it made the loss. From 0 to 1.
   */
  feedback: number;
  kernels: KernelFacts[];
}

export type StopReason = 'end' | 'steps' | 'seconds' | 'user' | 'error' | 'timeout' | 'memory';

/** A failure of the user's program, in words for the user. Positions are in the user's source. */
export interface ProgramFailure {
  message: string;
  file: string | null;
  line: number | null;
  column: number | null;
  stack: string | null;
}

/** Read access to a run, whole or still growing. All rules and views read through this and nothing else. */
export interface RunData {
  readonly layers: readonly LayerInfo[];
  readonly models: readonly ModelInfo[];
  /** Steps so far; steps are numbered 0 .. stepCount - 1 over the whole program. */
  readonly stepCount: number;
  /** Whether we made the data up: rules that judge data, loss or scale are off then. */
  readonly dataKind: 'program' | 'synthetic';
  readonly firstNonFinite: NonFiniteOrigin | null;
  /** Ascending by step. */
  readonly inspections: readonly Inspection[];
  /** The loss of a step, undefined if it was not captured. */
  loss(step: number): number | undefined;
  /** The part of the loss that is penalties on weights; undefined outside of `fit` and `trainOnBatch`. */
  regularizationLoss(step: number): number | undefined;
  /** Ids of the models that the step trains. */
  modelsOf(step: number): readonly string[];
  /** A statistic of a layer at a step; undefined where the step did not touch the layer or was not captured. */
  value(layer: string, statistic: Statistic, step: number): number | undefined;
  /**
   * The gradient of the loss with respect to the hidden state h(t) of a recurrent layer or cell, whole: by way of the
   * output and of all later states. RMS over units and over the samples that are no padding at that time step; one number
   * for each time step of the input sequence, in the input's order also where the layer reads it backwards. Exactly 0
   * where the loss does not depend on the state at all: padding in every sample, or a gradient that was cut.
   * Undefined where the layer has no hidden state, the step was not captured, or nothing below is trained.
   */
  hiddenGradient(layer: string, step: number): Float32Array | undefined;
}
