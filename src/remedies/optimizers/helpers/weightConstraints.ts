/** The module that the max-norm remedy writes beside the user's file. It is the user's own from then on. */
import { helperText } from './helperText.js';
import type { ModuleStyle } from './helperText.js';

const SOURCE = `import * as tf from 'PACKAGE';

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

/** Keeps the L2 norm of each unit's incoming weights at or below \`maxNorm\` after every update, in fit, fitDataset, trainOnBatch, minimize and applyGradients (Srivastava et al., 2014); kernelConstraint has no effect on the updates of tfjs's optimizers. */
export function withMaxNorm<T extends tf.Optimizer>(optimizer: T, maxNorm: number): T {
  const target: tf.Optimizer = optimizer;
  const applyGradients = target.applyGradients.bind(target);
  target.applyGradients = (gradients: Gradients) => {
    applyGradients(gradients);
    const names = Array.isArray(gradients) ? gradients.map(({ name }) => name) : Object.keys(gradients);
    for (const name of names) {
      const weights = tf.engine().registeredVariables[name];
      // Biases and scales have rank 1.
      if (!weights || weights.rank < 2) continue;
      tf.tidy(() => {
        const inputs = Array.from({ length: weights.rank - 1 }, (_, axis) => axis);
        const norm = tf.sqrt(tf.sum(tf.square(weights), inputs, true));
        weights.assign(tf.mul(weights, tf.minimum(tf.div(maxNorm, tf.maximum(norm, 1e-12)), 1)));
      });
    }
  };
  return optimizer;
}
`;

/** @param packageName the tfjs package that the user's file imports. */
export function weightConstraintsSource(style: ModuleStyle, packageName: string): string {
  return helperText(SOURCE, style, packageName);
}
