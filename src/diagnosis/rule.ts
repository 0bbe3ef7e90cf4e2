/** What a rule is, and how it makes a finding. */
import type { Finding, RuleId, Severity } from '../shared/report.js';
import type { LayerInfo, NonFiniteOrigin } from '../shared/run.js';
import type { TrainedModel } from './trainedModel.js';

/** Evidence as rules write it: numbers and words by name. `causeId` names the cause for the choice of remedies. */
export type Evidence = Record<string, number | string | number[]>;

/** The causes that findings give in `evidence.causeId`. */
export type CauseId =
  /** The slope of sigmoid-like activations (at most 0.25 or 1) damps the gradient. */
  | 'activation-slope'
  /** Weights too small or too large for the layers' widths: initialization. */
  | 'weight-scale'
  /** Units pushed to the flat ends of their activation. */
  | 'saturation'
  /** Inputs far from unit scale. */
  | 'input-scale'
  /** Steps too long for the curvature. */
  | 'learning-rate'
  /** The product of recurrent weights through time. */
  | 'recurrence'
  /** Softmax over one unit: the output is the constant 1. */
  | 'single-unit-softmax'
  /** All weights of a layer start at zero. */
  | 'zero-initialization'
  /** ReLU units that are silent from the first step. */
  | 'initialization'
  /** Targets that the output activation cannot reach. */
  | 'output-range'
  /** NaN or infinity in the program's data. */
  | 'input-data'
  /** An operation whose gradient is not finite at this point (`sqrt`, `log`, `norm` at 0). */
  | 'operation-gradient'
  /** The loss function itself (log 0, 0/0). */
  | 'loss-function'
  /** An output activation that does not go with the loss. */
  | 'output-activation'
  /** Softmax or sigmoid applied by the model and again by the loss. */
  | 'double-softmax'
  /** A loss that sums over the batch. */
  | 'loss-reduction'
  /** Units with the same weights: nothing tells them apart. */
  | 'symmetry'
  /** Penalties on weights that outweigh the data. */
  | 'regularization'
  /** Layers that are frozen, or that the loss does not reach. */
  | 'frozen'
  /** Batches of very few examples. */
  | 'batch-size'
  /** Targets far from unit scale. */
  | 'target-scale'
  /** Steps too short to get anywhere. */
  | 'learning-rate-low'
  /** The optimizer's arithmetic or arguments. */
  | 'optimizer'
  | 'unknown';

export interface Rule {
  readonly id: RuleId;
  /** The model's findings of this rule. `context` has what belongs to the whole run. */
  find(model: TrainedModel, context: RuleContext): Finding[];
}

export interface RuleContext {
  readonly firstNonFinite: NonFiniteOrigin | null;
  /** Number of models in the run. */
  readonly models: number;
  /** The models that a step trains. */
  trainedAt(step: number): readonly TrainedModel[];
}

export interface FindingParts {
  severity: Severity;
  layers: readonly LayerInfo[];
  step: number;
  confidence: number;
  message: string;
  causeId: CauseId;
  cause: string;
  evidence: Evidence;
}

export function finding(rule: RuleId, model: TrainedModel, parts: FindingParts): Finding {
  const { severity, step, confidence, message, cause, causeId } = parts;
  const optimizer = model.info?.optimizer;
  const evidence: Evidence = { causeId, ...parts.evidence };
  if (optimizer) evidence.optimizer = optimizer.className;
  if (typeof optimizer?.learningRate === 'number') evidence.learningRate = optimizer.learningRate;
  return {
    rule, severity, step, confidence, message, cause, evidence, consequences: [],
    layers: parts.layers.map((layer) => layer.id),
    stepsSeen: model.steps.length,
  };
}

/** "hidden_1", "hidden_1 and hidden_2", "hidden_1, hidden_2 and 5 more". */
export function nameLayers(layers: readonly LayerInfo[]): string {
  const names = layers.map((layer) => layer.name);
  if (names.length <= 1) return names[0] ?? 'the model';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names[0]}, ${names[1]} and ${names.length - 2} more`;
}

/** " (learning rate 0.5)", or nothing when it is not known. */
export function learningRateNote(model: TrainedModel): string {
  const rate = model.info?.optimizer?.learningRate;
  return typeof rate === 'number' ? ` (learning rate ${rate})` : '';
}
