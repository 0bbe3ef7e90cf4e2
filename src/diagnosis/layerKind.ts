/** What kind of layer a row is, told from its tfjs class and activation. */
import type { LayerInfo } from '../shared/run.js';

/** Activation that the layer applies to its output: its own, or what the layer *is* (`ReLU`, `Softmax` ...). */
export function activationOf(layer: LayerInfo): string | null {
  switch (layer.className) {
    case 'ReLU': return 'relu';
    case 'Softmax': return 'softmax';
    case 'LeakyReLU': return 'leakyRelu';
    case 'ELU': return 'elu';
    case 'PReLU': return 'prelu';
    default: return layer.activation;
  }
}

/** Activations with an interval of inputs whose output is exactly 0 and whose slope there is 0. */
export function canDie(layer: LayerInfo): boolean {
  const activation = activationOf(layer);
  return activation === 'relu' || activation === 'relu6';
}

/** Activations that are flat towards both ends: their slope goes to 0 as |z| grows. */
export function canSaturate(layer: LayerInfo): boolean {
  const activation = activationOf(layer);
  return activation === 'sigmoid' || activation === 'hardSigmoid' || activation === 'tanh';
}

/** Largest slope of an activation that can saturate. */
export function largestSlope(layer: LayerInfo): number {
  switch (activationOf(layer)) {
    case 'sigmoid': return 0.25;
    case 'hardSigmoid': return 0.2;
    default: return 1;
  }
}

/**
 * Saturated share of a layer before any training from which its inputs or weights are too large. Unit-scale inputs and
 * sound weights give pre-activations a standard deviation of 1 to 1.5; these shares are flat when it is 4 (of a normal
 * distribution: |z| > 6 for sigmoid, 3 for tanh, 2.5 for hardSigmoid).
 */
export function initiallySaturated(layer: LayerInfo): number {
  switch (activationOf(layer)) {
    case 'sigmoid': return 0.13;
    case 'hardSigmoid': return 0.53;
    default: return 0.45;
  }
}

/**
 * Layers that change a gradient's scale by design and give the change back elsewhere: normalization divides by what
 * it measured, pooling spreads a gradient over its window (whose positions the convolution below sums up again).
 */
export function rescales(layer: LayerInfo): boolean {
  return /(Normalization|Norm|Pool)/.test(layer.className);
}

export function hasTrainableWeights(layer: LayerInfo): boolean {
  return layer.weights.some((weight) => weight.trainable);
}

/** Units of the layer (last axis of its output), or null when unknown. */
export function unitsOf(layer: LayerInfo): number | null {
  return layer.outputShape?.at(-1) ?? null;
}

/** Elements of the layer's output per example; unknown axes count once. */
export function elementsOf(layer: LayerInfo): number {
  return (layer.outputShape ?? []).reduce<number>((product, size) => product * (size ?? 1), 1);
}
