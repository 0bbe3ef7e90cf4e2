/** What a layer's activation function tells about a layer's output. */
import type { Bounds, Summary } from './statistics.js';
import { internals, type Layer, type Named } from './tfjs.js';

/** The registered name of a configured object; for a class of the user's, which has none of its own, the class name. */
export function registeredName(object: Named): string {
  const { constructor } = object;
  return Object.hasOwn(constructor, 'className') && constructor.className ? constructor.className : constructor.name;
}

/** Layer classes that are an activation function and nothing else. */
const ACTIVATION_LAYERS: Record<string, string> = {
  ReLU: 'relu',
  LeakyReLU: 'leakyRelu',
  PReLU: 'prelu',
  ELU: 'elu',
  ThresholdedReLU: 'thresholdedRelu',
  Softmax: 'softmax',
};

/** Recurrent layers that make their cell themselves. */
const RECURRENT = new Set(['SimpleRNN', 'LSTM', 'GRU', 'ConvLSTM2D']);
const GATED = new Set(['LSTM', 'GRU', 'ConvLSTM2D', 'LSTMCell', 'GRUCell', 'ConvLSTM2DCell']);

/** Whether the cell of a recurrent layer is the layer's own make, and no layer of the program's. */
export function bringsOwnCell(layer: Layer): boolean {
  return RECURRENT.has(layer.getClassName());
}

/** The layer inside of a wrapper (timeDistributed, bidirectional), or the layer itself. */
export function innermost(layer: Layer): Layer {
  const { layer: inner, forwardLayer } = internals(layer);
  const next = forwardLayer ?? inner;
  return next && next !== layer ? innermost(next) : layer;
}

/** See LayerInfo.activation. */
export function activationName(layer: Layer): string | null {
  const className = layer.getClassName();
  const { activation, maxValue, cell } = internals(layer);
  if (activation?.getClassName) return activation.getClassName();
  if (ACTIVATION_LAYERS[className]) return className === 'ReLU' && maxValue === 6 ? 'relu6' : ACTIVATION_LAYERS[className];
  if (RECURRENT.has(className)) return (cell && internals(cell).activation?.getClassName?.()) ?? 'tanh';
  return null;
}

/** See LayerInfo.kernelInitializer. */
export function kernelInitializerName(layer: Layer): string | null {
  const { kernelInitializer, depthwiseInitializer, cell } = internals(layer);
  const initializer = kernelInitializer ?? depthwiseInitializer ?? (cell && bringsOwnCell(layer) ? internals(cell).kernelInitializer : null);
  return initializer ? registeredName(initializer) : null;
}

/** How outputs are read for one activation function. Slopes are told from the output alone. */
export interface ActivationReading {
  /** Outputs outside of these are counted. */
  bounds?: Bounds;
  /** Number of elements where |f'(z)| is below 1 % of its maximum. */
  saturated(output: Summary): number;
  /** Sum of f'(z); NaN where it cannot be told. */
  slope(output: Summary): number;
}

/** a (1 - a) < 0.01 / 4. */
const SIGMOID_EDGE = (1 - Math.sqrt(0.99)) / 2;
/** 1 - a^2 < 0.01. */
const TANH_EDGE = Math.sqrt(0.99);
const SMALLEST = 2 ** -149;
const BELOW_ONE = 1 - 2 ** -24;
const BELOW_SIX = 6 - 2 ** -21;

const none = (): number => 0;
const unknown = (): number => NaN;
const outside = (output: Summary): number => output.outside;

const READINGS: Record<string, ActivationReading> = {
  linear: { saturated: none, slope: (o) => o.length },
  sigmoid: { bounds: { lowest: SIGMOID_EDGE, highest: 1 - SIGMOID_EDGE }, saturated: outside, slope: (o) => o.sum - o.sumOfSquares },
  tanh: { bounds: { lowest: -TANH_EDGE, highest: TANH_EDGE }, saturated: outside, slope: (o) => o.length - o.sumOfSquares },
  // 0.2 z + 0.5 between 0 and 1, flat elsewhere.
  hardSigmoid: {
    bounds: { lowest: SMALLEST, highest: BELOW_ONE },
    saturated: outside,
    slope: (o) => 0.2 * (o.length - o.outside),
  },
  relu: { saturated: none, slope: (o) => o.length - o.zeros },
  // The flat part below 0 is told by the zeros, as for ReLU; saturated means at the upper bound.
  relu6: {
    bounds: { lowest: -Infinity, highest: BELOW_SIX },
    saturated: outside,
    slope: (o) => o.length - o.zeros - o.outside,
  },
};

const UNKNOWN: ActivationReading = { saturated: none, slope: unknown };

/** The reading for a layer's output. */
export function activationReading(layer: Layer): ActivationReading {
  const name = activationName(layer);
  // A gated unit's output is a product: its saturation shows in the output, its slope does not.
  if (GATED.has(layer.getClassName())) {
    return name === null || !READINGS[name] ? UNKNOWN : { ...READINGS[name], slope: unknown };
  }
  if (name === 'leakyRelu') return leakyReading(internals(layer).alpha ?? 0.3);
  return (name !== null && READINGS[name]) || UNKNOWN;
}

/** Slope 1 above 0 and `alpha` below, with the sign of the output that of the input for alpha > 0. */
function leakyReading(alpha: number): ActivationReading {
  if (alpha <= 0) return READINGS.relu!;
  return { bounds: { lowest: 0, highest: Infinity }, saturated: none, slope: (o) => o.length - (1 - alpha) * o.outside };
}
