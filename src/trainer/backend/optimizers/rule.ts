/** What the update of a variable is to the fused optimizers: the state that it reads and the kernel that it runs. */
import type { Variable } from '@tensorflow/tfjs';

/** The kernels of kernel/optimizers.ts. Offsets in bytes, lengths in elements. */
export interface OptimizerKernels {
  sgd(value: number, gradient: number, out: number, length: number, negativeRate: number): void;
  momentum(
    value: number, gradient: number, out: number, length: number, accumulation: number,
    negativeRate: number, factor: number, nesterov: number,
  ): void;
  adam(
    value: number, gradient: number, out: number, length: number, first: number, second: number, negativeRate: number,
    beta1: number, rest1: number, beta2: number, rest2: number, correction1: number, correction2: number, epsilon: number,
  ): void;
  adamax(
    value: number, gradient: number, out: number, length: number, first: number, norm: number, negativeRate: number,
    beta1: number, rest1: number, beta2: number, epsilon: number,
  ): void;
  rmsprop(
    value: number, gradient: number, out: number, length: number, squares: number, moments: number, means: number,
    rate: number, decay: number, rest: number, momentum: number, epsilon: number, centered: number,
  ): void;
  adagrad(
    value: number, gradient: number, out: number, length: number, squares: number, negativeRate: number, epsilon: number,
  ): void;
  adadelta(
    value: number, gradient: number, out: number, length: number, squares: number, updates: number, negativeRate: number,
    rho: number, rest: number, epsilon: number,
  ): void;
}

/** A variable's accumulator as tfjs's optimizers keep it. */
export interface Accumulator {
  originalName: string;
  variable: Variable;
}

/** One of the lists in which an optimizer keeps its accumulators, in the order of its variables. */
export interface AccumulatorList {
  list: Accumulator[];
  /** What tfjs appends to the variable's name. */
  ending: string;
  initialValue: number;
}

/** Updates one variable; offsets in bytes. The accumulators are in the order of the rule's lists, and updated in place. */
export type Update = (value: number, gradient: number, out: number, length: number, accumulators: number[]) => void;

/** One class of optimizers, with the fields of its instances. */
export interface Rule<Fields> {
  /** Fields that must be numbers; tfjs's formulas would take tensors, too. */
  numbers: readonly (keyof Fields & string)[];
  /** Fields that hold scalar tensors. */
  scalars: readonly (keyof Fields & string)[];
  /** In the order in which tfjs makes them. */
  accumulators(optimizer: Fields): AccumulatorList[];
  /** Reads what is the same for all variables of a step. */
  prepare(optimizer: Fields, kernels: OptimizerKernels): Update;
  /** What tfjs does when all variables have been updated. */
  finish?(optimizer: Fields): void;
}
