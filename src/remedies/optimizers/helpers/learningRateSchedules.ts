/** The module that the schedule remedies write beside the user's file. It is the user's own from then on. */
import { helperText } from './helperText.js';
import type { ModuleStyle } from './helperText.js';

const SOURCE = `import type * as tf from 'PACKAGE';

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];
type WithRate = tf.Optimizer & { learningRate: number; setLearningRate?: (rate: number) => void };

/**
 * Multiplies the learning rate by factor(t) while update t (0, 1, 2 ...) is made, in fit, fitDataset, trainOnBatch,
 * minimize and applyGradients. Between updates the optimizer has its own rate, so that schedules can be combined and
 * a saved optimizer goes on where it was.
 */
function withFactor<T extends tf.Optimizer>(optimizer: T, factor: (t: number) => number): T {
  const target = optimizer as unknown as WithRate;
  const applyGradients = target.applyGradients.bind(target);
  // SGD and momentum keep the rate in a tensor, too.
  const setRate = (rate: number) => (target.setLearningRate ? target.setLearningRate(rate) : (target.learningRate = rate));
  let t = -1;
  target.applyGradients = (gradients: Gradients) => {
    t = Math.max(t + 1, target.iterations);
    const rate = target.learningRate;
    setRate(rate * factor(t));
    try {
      applyGradients(gradients);
    } finally {
      setRate(rate);
    }
  };
  return optimizer;
}

/** Exponential decay: decayRate^(t / decaySteps). */
export function withExponentialDecay<T extends tf.Optimizer>(optimizer: T, decaySteps: number, decayRate: number): T {
  return withFactor(optimizer, (t) => decayRate ** (t / decaySteps));
}

/** Polynomial decay to 0 at totalSteps: (1 - t / totalSteps)^power. */
export function withPolynomialDecay<T extends tf.Optimizer>(optimizer: T, totalSteps: number, power: number): T {
  return withFactor(optimizer, (t) => (1 - Math.min(t, totalSteps) / totalSteps) ** power);
}

/** Inverse square root decay: 1 / sqrt(t + 1). */
export function withInverseSqrtDecay<T extends tf.Optimizer>(optimizer: T): T {
  return withFactor(optimizer, (t) => 1 / Math.sqrt(t + 1));
}

/** Inverse time decay: 1 / (1 + t / gamma)^power. */
export function withInverseTimeDecay<T extends tf.Optimizer>(optimizer: T, gamma: number, power: number): T {
  return withFactor(optimizer, (t) => 1 / (1 + t / gamma) ** power);
}

/** Linear warm-up over the first steps: min(1, (t + 1) / steps). */
export function withWarmUp<T extends tf.Optimizer>(optimizer: T, steps: number): T {
  return withFactor(optimizer, (t) => Math.min(1, (t + 1) / steps));
}
`;

/** @param packageName the tfjs package that the user's file imports. */
export function learningRateSchedulesSource(style: ModuleStyle, packageName: string): string {
  return helperText(SOURCE, style, packageName);
}
