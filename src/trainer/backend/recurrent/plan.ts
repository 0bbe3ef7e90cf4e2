/** A layer's run over a sequence, where kernels can do it. */
import type { layers, Tensor } from '@tensorflow/tfjs';
import type { FusedCell } from './cell.js';

/** The keyword arguments of RNN's `call`. */
export interface CallArguments {
  mask?: Tensor | null;
  training?: boolean | null;
  initialState?: Tensor[] | null;
}

/** A recurrent layer's fields, which tfjs's types hide. */
export interface RecurrentLayer {
  cell: layers.RNNCell;
  returnSequences: boolean;
  returnState: boolean;
  goBackwards: boolean;
  stateful: boolean;
  unroll: boolean;
  states_: Tensor[] | null;
  resetStates(states: Tensor[], training?: boolean | null): void;
}

export interface Plan {
  cell: FusedCell;
  /** [batch, steps, inputs] */
  input: Tensor;
  /** The hidden state to start from, and the cell state where there is one; null for zeros. */
  initial: Tensor[] | null;
  /** float32, an element for each sample and step. */
  mask: Tensor | null;
  backwards: boolean;
  /** Whether hidden states of all steps are wanted. */
  allStates: boolean;
  /** Whether the last states are wanted. */
  lastStates: boolean;
}

/**
 * What the kernels are to do for a call of a recurrent layer; null when it is not for them: other numbers than float32,
 * nothing to run over, shapes that are wrong and that tfjs will explain, or `unroll`, about which tfjs has a warning.
 */
export function planOf(
  layer: RecurrentLayer, cell: FusedCell, inputs: Tensor | Tensor[], { mask = null, initialState = null }: CallArguments,
): Plan | null {
  const input = Array.isArray(inputs) ? inputs[0] : inputs;
  if (layer.unroll || (Array.isArray(inputs) && inputs.length !== 1) || input.rank !== 3 || input.size === 0) return null;
  const [batch, steps, width] = input.shape;
  const { kernels: { gates, hasCells }, units, weights: { kernel, recurrentKernel, bias } } = cell;
  if (!isLike(input, input.shape) || !isLike(kernel, [width, gates * units]) || !isLike(recurrentKernel, [units, gates * units])) return null;
  if (bias && !isLike(bias, [gates * units])) return null;
  const initial = initialState ?? (layer.stateful ? layer.states_ : null);
  if (layer.stateful && !initial) return null;
  if (initial && (initial.length !== (hasCells ? 2 : 1) || !initial.every((state) => isLike(state, [batch, units])))) return null;
  if (mask && (Array.isArray(mask) || mask.size !== batch * steps)) return null;
  return {
    cell, input, initial, mask, backwards: layer.goBackwards,
    allStates: layer.returnSequences, lastStates: !layer.returnSequences || layer.returnState || layer.stateful,
  };
}

function isLike(tensor: Tensor, shape: number[]): boolean {
  return tensor.dtype === 'float32' && !tensor.isDisposed && tensor.rank === shape.length && tensor.shape.every((n, axis) => n === shape[axis]);
}
