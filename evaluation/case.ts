/** A training program as data: what data it learns, its layers, its loss, its optimizer; and what is wrong with it. */

/** What a diagnosis may call a fault; see `codes` in cases/published.json. */
export type Code =
  | 'vanish' | 'explode' | 'nan' | 'dead_relu' | 'saturation' | 'zero_grad' | 'constant_output' | 'output_activation' | 'output_range'
  | 'plateau' | 'slow' | 'lr_high' | 'lr_low' | 'unstable' | 'input_scale' | 'target_scale' | 'init' | 'init_large' | 'symmetry'
  | 'over_reg' | 'hidden_softmax' | 'double_softmax' | 'loss_increasing' | 'loss_reduction' | 'batch_small' | 'data_nan';

/** Initializers and regularizers are written as calls: `randomUniform(-0.05, 0.05)`, `l2(0.1)`; words in brackets after a name are a remark. */
export interface LayerSpec {
  type:
    | 'dense' | 'conv1d' | 'conv2d' | 'maxPooling2d' | 'averagePooling2d' | 'globalAveragePooling1d' | 'globalAveragePooling2d' | 'flatten'
    | 'dropout' | 'gaussianNoise' | 'batchNormalization' | 'layerNormalization' | 'leakyReLU' | 'prelu' | 'embedding' | 'simpleRNN' | 'lstm' | 'gru';
  units?: number;
  activation?: string;
  kernelInitializer?: string;
  biasInitializer?: string;
  recurrentInitializer?: string;
  kernelRegularizer?: string;
  filters?: number;
  kernelSize?: number;
  strides?: number;
  rate?: number;
  returnSequences?: boolean;
  stddev?: number;
  inputDim?: number;
  outputDim?: number;
  /** Its output is added to its input: a skip connection. */
  residual?: boolean;
  /** The layer reads sequences from both ends. */
  bidirectional?: boolean;
}

export interface DataSpec {
  recipe: string;
  [option: string]: unknown;
}

export interface OptimizerSpec {
  name: string;
  learningRate: number;
  momentum?: number;
  nesterov?: boolean;
  beta1?: number;
  beta2?: number;
  /** Largest L2 norm of a gradient. */
  clipNorm?: number;
}

/** A sound program written out, of a kind that the other cases have no words for: several models, loops of its own, layers of its own. */
export interface WrittenCase {
  id: string;
  healthy: true;
  accepted: [];
  /** Absolute. */
  file: string;
}

export interface Case {
  id: string;
  healthy: boolean;
  /** Where it comes from; own variations say what they vary. */
  source: string;
  data: DataSpec;
  layers: LayerSpec[];
  loss: string;
  optimizer: OptimizerSpec;
  batch: number;
  epochs: number;
  /** Rows that are trained on; default: all. */
  rows?: number;
  /** Steps over which the learning rate rises from 0 to what the optimizer was given. */
  warmUp?: number;
  /** Any of these diagnoses counts as right. */
  accepted: Code[];
  /** What the source's own fix is, in words. */
  fix?: string;
  /** Why no fix can help, where none can. */
  noFix?: string;
  /** Id of the case that is this one put right. */
  fixed?: string;
}
