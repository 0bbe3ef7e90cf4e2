/**
 * Gradients that are differentiated themselves, as gradient penalties do. Layers that run below two levels of gradients
 * take the operations of tfjs from the start; this is for those that ran below one and meet the second afterwards.
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import type { Engine } from './engine.js';

/**
 * @param outputs The outputs, computed once more with the operations of tfjs, from `inputs`.
 * @param outputGradients dL/d(output) of each, or of the first ones.
 */
export function differentiable(
  tf: Tfjs, engine: Engine, inputs: Record<string, Tensor>, outputs: () => Tensor[], outputGradients: Tensor[],
): Record<string, () => Tensor> {
  const { grads } = engine.gradients(() => products(tf, outputs(), outputGradients), Object.values(inputs), null, true);
  return Object.fromEntries(Object.entries(inputs).map(([name, input], i) => [name, () => grads[i] ?? tf.zerosLike(input)]));
}

/** The scalar whose gradient with respect to the outputs is `gradients`, which may leave out the last ones. */
function products(tf: Tfjs, outputs: Tensor[], gradients: Tensor[]): Tensor {
  return tf.addN(gradients.map((gradient, i) => tf.sum(tf.mul(outputs[i], gradient))));
}
