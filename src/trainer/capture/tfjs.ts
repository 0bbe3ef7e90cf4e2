/** What the capture knows of the insides of tfjs 4.22: typed here once, because its types keep silent about them. */
import type * as tfjs from '@tensorflow/tfjs';

export type Tfjs = typeof tfjs;
export type { Tensor, Variable } from '@tensorflow/tfjs';
export type Layer = tfjs.layers.Layer;

type Tensor = tfjs.Tensor;

/** A backend, as far as reading goes. */
export interface Backend {
  readSync(dataId: object): ArrayLike<number>;
  /** The WASM backend's: the elements in place, valid until the heap grows. */
  typedArrayFromHeap?(tensor: Pick<Tensor, 'dataId' | 'shape' | 'dtype'>): ArrayLike<number>;
}

/** One operation on the tape of a gradient computation. */
export interface TapeNode {
  outputs: Tensor[];
  /** Given dL/d(output) of each output (null: the loss does not depend on it), makes dL/d(input) of each input. */
  gradient?(outputGradients: (Tensor | null)[]): Record<string, () => Tensor>;
}

export interface EngineState {
  /** Nesting of `gradients` calls whose forward function runs. */
  gradientDepth: number;
  /** Nesting of kernels; nothing is taped inside of one. */
  kernelDepth: number;
  activeTape: TapeNode[] | null;
  tensorInfo: { has(dataId: object): boolean; get(dataId: object): { backend: Backend } };
  numTensors: number;
}

export interface GradientResult {
  value: Tensor;
  /** In the order of `xs`; undefined where the loss does not depend on the variable. */
  grads: (Tensor | undefined)[];
}

/** The one engine of the process. */
export interface Engine {
  readonly state: EngineState;
  /** What `dataSync` calls. */
  readSync(dataId: object): unknown;
  gradients(f: () => Tensor, xs: Tensor[], dy?: Tensor | null, allowNoGradients?: boolean): GradientResult;
  makeVariable(initialValue: Tensor, trainable?: boolean, name?: string, dtype?: string): tfjs.Variable;
}

export function engineOf(tf: Tfjs): Engine {
  return tf.engine() as unknown as Engine;
}

/** A weight as a layer holds it. */
export interface LayerWeight {
  /** The variable. tfjs calls it `val`. */
  val: tfjs.Variable;
  name: string;
  originalName: string;
  shape: (number | null)[];
  trainable: boolean;
}

/** A configured object that knows its registered class name: initializer, activation, optimizer. */
export interface Named {
  getClassName?(): string;
  constructor: { name: string; className?: string };
}

/** The parts of layers that exist in some classes only. */
export interface LayerInternals extends Omit<Layer, 'inboundNodes' | 'weights' | 'trainableWeights' | 'outputShape'> {
  inboundNodes: { inboundLayers: Layer[]; outputShapes: unknown }[];
  weights: LayerWeight[];
  /** None while the layer is frozen. */
  trainableWeights: LayerWeight[];
  /** Those that it made itself as trainable, frozen or not. */
  _trainableWeights: LayerWeight[];
  /** Dense, convolutions, Activation ... */
  activation?: Named | null;
  kernelInitializer?: Named | null;
  depthwiseInitializer?: Named | null;
  /** ReLU: the upper bound. */
  maxValue?: number | null;
  /** LeakyReLU: the slope below 0. */
  alpha?: number | null;
  /** RNN. */
  cell?: Layer;
  goBackwards?: boolean;
  /** StackedRNNCells. */
  cells?: Layer[];
  /** Wrappers. */
  layer?: Layer;
  forwardLayer?: Layer;
  backwardLayer?: Layer;
  /** Containers. */
  layers?: Layer[];
  outputLayers?: Layer[];
  inputLayers?: Layer[];
  /** Sequential: the functional model that it builds inside of itself. */
  model?: Layer;
  /** What `compile` was given. */
  loss?: unknown;
  optimizer_?: OptimizerInternals | null;
}

export interface OptimizerInternals extends Named {
  learningRate?: unknown;
}

export function internals(layer: Layer): LayerInternals {
  return layer as unknown as LayerInternals;
}

/** Models are layers that hold layers. */
export function isContainer(layer: Layer): boolean {
  return Array.isArray(internals(layer).layers);
}

/** Cells of recurrent layers are layers that say how large their state is. */
export function isCell(layer: Layer): boolean {
  return 'stateSize' in layer;
}
