/** Which cells have a kernel, and what the kernels need to know of them. */
import type { layers, Tensor, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { gru } from './gru.js';
import { lstm } from './lstm.js';
import { simpleRnn } from './simpleRnn.js';
import type { CellKernels } from './kernels.js';

interface LayerVariable {
  read(): Variable;
}

interface Activation {
  getClassName(): string;
}

/** A cell's fields, which tfjs's types hide. */
interface CellFields {
  units: number;
  dropout: number;
  recurrentDropout: number;
  activation: Activation;
  /** LSTM and GRU. */
  recurrentActivation?: Activation;
  kernel: LayerVariable;
  recurrentKernel: LayerVariable;
  bias: LayerVariable | null;
}

/** A cell for which there is a kernel. */
export interface FusedCell {
  layer: layers.RNNCell;
  kernels: CellKernels;
  units: number;
  activation: number;
  recurrentActivation: number;
  weights: { kernel: Tensor; recurrentKernel: Tensor; bias: Tensor | null };
}

/** As kernel/activation.ts numbers them. */
const ACTIVATIONS = ['linear', 'tanh', 'sigmoid', 'hardSigmoid', 'relu'];

/**
 * Tells the layers whose cell has a kernel from those that have none. These are LSTM, GRU and SimpleRNN themselves: a cell
 * that the program has made and put into a `tf.layers.rnn` is a layer of its own, whose calls others may want to see.
 */
export function cellReader(tf: Tfjs): (layer: { cell: layers.RNNCell }) => FusedCell | null {
  // Named, lest the names that tfjs counts up for the program's own layers change.
  const config = { units: 1, name: 'fused' };
  const known = [
    { layer: tf.layers.lstm(config), kernels: lstm },
    { layer: tf.layers.gru(config), kernels: gru },
    { layer: tf.layers.simpleRNN(config), kernels: simpleRnn },
  ];
  const ofLayer = new Map(known.map(({ layer, kernels }) => {
    const { cell } = layer as unknown as { cell: layers.RNNCell };
    return [classOf(layer), { kernels, cellClass: classOf(cell) }];
  }));
  return (recurrent) => {
    const { cell: layer } = recurrent;
    const found = ofLayer.get(classOf(recurrent));
    // Subclasses may do anything in their own `call`, and so may a cell that has been given one.
    if (!found || found.cellClass !== classOf(layer) || Object.hasOwn(layer, 'call')) return null;
    const { kernels } = found;
    const cell = layer as unknown as CellFields;
    if (cell.dropout !== 0 || cell.recurrentDropout !== 0) return null;
    const activation = ACTIVATIONS.indexOf(cell.activation.getClassName());
    const recurrentActivation = cell.recurrentActivation ? ACTIVATIONS.indexOf(cell.recurrentActivation.getClassName()) : 0;
    if (activation < 0 || recurrentActivation < 0) return null;
    const weights = { kernel: cell.kernel.read(), recurrentKernel: cell.recurrentKernel.read(), bias: cell.bias?.read() ?? null };
    return { layer, kernels, units: cell.units, activation, recurrentActivation, weights };
  };
}

function classOf(instance: object): object {
  return Object.getPrototypeOf(instance) as object;
}
