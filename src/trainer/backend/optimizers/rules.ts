/** The formulas of tfjs-core's optimizers/, each as one kernel. Scalars take the roundings that tfjs's tensors would. */
import type { Scalar, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import type { Accumulator, Rule } from './rule.js';

const { fround } = Math;

function valueOf(scalar: Scalar | Variable): number {
  return scalar.dataSync()[0];
}

interface Sgd {
  /** -learningRate. Changing `learningRate` itself has no effect in tfjs; `setLearningRate` makes a new one. */
  c: Scalar;
}

export const sgd: Rule<Sgd> = {
  numbers: [],
  scalars: ['c'],
  accumulators: () => [],
  prepare: ({ c }, kernels) => {
    const negativeRate = valueOf(c);
    return (value, gradient, out, length) => kernels.sgd(value, gradient, out, length, negativeRate);
  },
};

interface Momentum extends Sgd {
  /** The momentum. */
  m: Scalar;
  useNesterov: boolean;
  accumulations: Accumulator[];
}

export const momentum: Rule<Momentum> = {
  numbers: [],
  scalars: ['c', 'm'],
  accumulators: ({ accumulations }) => [{ list: accumulations, ending: 'momentum', initialValue: 0 }],
  prepare: ({ c, m, useNesterov }, kernels) => {
    const [negativeRate, factor] = [valueOf(c), valueOf(m)];
    return (value, gradient, out, length, [accumulation]) =>
      kernels.momentum(value, gradient, out, length, accumulation, negativeRate, factor, Number(useNesterov));
  },
};

interface Adam {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** beta1^step and beta2^step. */
  accBeta1: Variable;
  accBeta2: Variable;
  accumulatedFirstMoment: Accumulator[];
  accumulatedSecondMoment: Accumulator[];
}

export const adam = (tf: Tfjs): Rule<Adam> => ({
  numbers: ['learningRate', 'beta1', 'beta2', 'epsilon'],
  scalars: ['accBeta1', 'accBeta2'],
  accumulators: ({ accumulatedFirstMoment, accumulatedSecondMoment }) => [
    { list: accumulatedFirstMoment, ending: 'm', initialValue: 0 },
    { list: accumulatedSecondMoment, ending: 'v', initialValue: 0 },
  ],
  prepare: ({ learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 }, kernels) => {
    const [correction1, correction2] = [fround(1 - valueOf(accBeta1)), fround(1 - valueOf(accBeta2))];
    return (value, gradient, out, length, [first, second]) => kernels.adam(
      value, gradient, out, length, first, second, -learningRate, beta1, 1 - beta1, beta2, 1 - beta2, correction1, correction2, epsilon);
  },
  finish: ({ accBeta1, accBeta2, beta1, beta2 }) => {
    accBeta1.assign(tf.mul(accBeta1, beta1));
    accBeta2.assign(tf.mul(accBeta2, beta2));
  },
});

interface Adamax {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
  iteration: Variable;
  accBeta1: Variable;
  accumulatedFirstMoment: Accumulator[];
  accumulatedWeightedInfNorm: Accumulator[];
}

export const adamax = (tf: Tfjs): Rule<Adamax> => ({
  numbers: ['learningRate', 'beta1', 'beta2', 'epsilon', 'decay'],
  scalars: ['iteration', 'accBeta1'],
  accumulators: ({ accumulatedFirstMoment, accumulatedWeightedInfNorm }) => [
    { list: accumulatedFirstMoment, ending: 'm', initialValue: 0 },
    { list: accumulatedWeightedInfNorm, ending: 'v', initialValue: 0 },
  ],
  prepare: ({ learningRate, beta1, beta2, epsilon, decay, iteration, accBeta1 }, kernels) => {
    const slowing = fround(fround(valueOf(iteration) * fround(decay)) + 1);
    const negativeRate = fround(fround(fround(-learningRate) / slowing) / fround(1 - valueOf(accBeta1)));
    return (value, gradient, out, length, [first, norm]) => kernels.adamax(
      value, gradient, out, length, first, norm, negativeRate, beta1, 1 - beta1, beta2, epsilon);
  },
  finish: ({ iteration, accBeta1, beta1 }) => {
    iteration.assign(tf.add(iteration, 1));
    accBeta1.assign(tf.mul(accBeta1, beta1));
  },
});

interface RmsProp {
  learningRate: number;
  decay: number;
  momentum: number;
  epsilon: number;
  centered: boolean;
  accumulatedMeanSquares: Accumulator[];
  accumulatedMoments: Accumulator[];
  /** Used where `centered`. */
  accumulatedMeanGrads: Accumulator[];
}

export const rmsprop: Rule<RmsProp> = {
  numbers: ['learningRate', 'decay', 'momentum', 'epsilon'],
  scalars: [],
  accumulators: ({ centered, accumulatedMeanSquares, accumulatedMoments, accumulatedMeanGrads }) => [
    { list: accumulatedMeanSquares, ending: 'rms', initialValue: 0 },
    { list: accumulatedMoments, ending: 'momentum', initialValue: 0 },
    ...(centered ? [{ list: accumulatedMeanGrads, ending: 'mg', initialValue: 0 }] : []),
  ],
  prepare: ({ learningRate, decay, momentum: factor, epsilon, centered }, kernels) =>
    (value, gradient, out, length, [squares, moments, means = 0]) => kernels.rmsprop(
      value, gradient, out, length, squares, moments, means, learningRate, decay, 1 - decay, factor, epsilon, Number(centered)),
};

interface Adagrad {
  learningRate: number;
  initialAccumulatorValue: number;
  accumulatedGrads: Accumulator[];
}

export const adagrad = (tf: Tfjs): Rule<Adagrad> => ({
  numbers: ['learningRate', 'initialAccumulatorValue'],
  scalars: [],
  accumulators: ({ accumulatedGrads, initialAccumulatorValue }) =>
    [{ list: accumulatedGrads, ending: 'accumulator', initialValue: initialAccumulatorValue }],
  prepare: ({ learningRate }, kernels) => {
    const epsilon = tf.backend().epsilon();
    return (value, gradient, out, length, [squares]) => kernels.adagrad(value, gradient, out, length, squares, -learningRate, epsilon);
  },
});

interface Adadelta {
  learningRate: number;
  rho: number;
  epsilon: number;
  accumulatedGrads: Accumulator[];
  accumulatedUpdates: Accumulator[];
}

export const adadelta: Rule<Adadelta> = {
  numbers: ['learningRate', 'rho', 'epsilon'],
  scalars: [],
  accumulators: ({ accumulatedGrads, accumulatedUpdates }) => [
    { list: accumulatedGrads, ending: 'accum_grad', initialValue: 0 },
    { list: accumulatedUpdates, ending: 'accum_var', initialValue: 0 },
  ],
  prepare: ({ learningRate, rho, epsilon }, kernels) => (value, gradient, out, length, [squares, updates]) =>
    kernels.adadelta(value, gradient, out, length, squares, updates, -learningRate, rho, 1 - rho, epsilon),
};
