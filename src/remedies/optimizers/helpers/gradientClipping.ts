/** The module that the clipping remedies write beside the user's file. It is the user's own from then on. */
import { helperText } from './helperText.js';
import type { ModuleStyle } from './helperText.js';

const SOURCE = `import * as tf from 'PACKAGE';

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

/**
 * Hands an optimizer changed gradients, in fit, fitDataset, trainOnBatch, minimize and applyGradients.
 * It stays the same object, with its class, its state and its way of being saved.
 */
function withGradients<T extends tf.Optimizer>(optimizer: T, change: (gradients: tf.Tensor[]) => tf.Tensor[]): T {
  const target: tf.Optimizer = optimizer;
  const applyGradients = target.applyGradients.bind(target);
  target.applyGradients = (gradients: Gradients) => {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const changed = tf.tidy(() => change(named.map(({ tensor }) => tensor).filter((tensor) => tensor != null)));
    let next = 0;
    applyGradients(named.map(({ name, tensor }) => ({ name, tensor: tensor == null ? tensor : changed[next++]! })));
    tf.dispose(changed);
  };
  return optimizer;
}

/** min(1, limit / L2 norm) over all the tensors. Measured in units of the largest element: squares of large gradients overflow. */
function scaleTo(limit: number, tensors: tf.Tensor[]): tf.Tensor {
  const largest = tf.maximum(tf.max(tf.stack(tensors.map((tensor) => tf.max(tf.abs(tensor))))), 1e-30);
  const relativeNorm = tf.sqrt(tf.addN(tensors.map((tensor) => tf.sum(tf.square(tf.div(tensor, largest))))));
  return tf.minimum(tf.div(tf.div(limit, largest), relativeNorm), 1);
}

/** Scales all gradients by one factor, so that the L2 norm over all of them is at most \`clipNorm\`: the direction stays (Pascanu et al., 2013). */
export function withGlobalClipNorm<T extends tf.Optimizer>(optimizer: T, clipNorm: number): T {
  return withGradients(optimizer, (gradients) => {
    if (gradients.length === 0) return [];
    const scale = scaleTo(clipNorm, gradients);
    return gradients.map((gradient) => tf.mul(gradient, scale));
  });
}

/** Scales each variable's gradient by itself, so that its L2 norm is at most \`clipNorm\`. */
export function withClipNorm<T extends tf.Optimizer>(optimizer: T, clipNorm: number): T {
  return withGradients(optimizer, (gradients) => gradients.map((gradient) => tf.mul(gradient, scaleTo(clipNorm, [gradient]))));
}

/** Clips each element of the gradients to the range from -clipValue to clipValue, which may turn the direction. */
export function withClipValue<T extends tf.Optimizer>(optimizer: T, clipValue: number): T {
  return withGradients(optimizer, (gradients) => gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue)));
}
`;

/** @param packageName the tfjs package that the user's file imports. */
export function gradientClippingSource(style: ModuleStyle, packageName: string): string {
  return helperText(SOURCE, style, packageName);
}
