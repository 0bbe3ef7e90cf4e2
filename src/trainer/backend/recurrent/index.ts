/**
 * tfjs's recurrent layers on the WASM backend, fused: one kernel runs over a whole sequence, forward and back, where tfjs
 * runs some twenty operations for each time step. As in cuDNN (Appleyard et al., "Optimizing Performance of Recurrent
 * Neural Networks on GPUs", 2016), inputs meet their weights in one product for all steps, and so do the gradients of the
 * weights; only what goes from state to state is done step by step.
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { mayFuse } from '../fusion.js';
import type { Tfjs } from '../tfjs.js';
import { cellReader } from './cell.js';
import { engineOf } from './engine.js';
import { planOf, type CallArguments, type RecurrentLayer } from './plan.js';
import { record } from './record.js';

export { observeRecurrent, type GradientObserver, type RecurrentObserver, type Sequence } from './observer.js';

type Call = (this: RecurrentLayer, inputs: Tensor | Tensor[], args: CallArguments | null) => Tensor | Tensor[];

/** LSTM, GRU and SimpleRNN do their work in RNN's `call`. */
export function fuseRecurrentLayers(tf: Tfjs): void {
  const prototype = tf.RNN.prototype as unknown as { call: Call };
  const stepwise = prototype.call;
  const engine = engineOf(tf);
  const readCell = cellReader(tf);
  prototype.call = function (inputs, args) {
    // Gradients of gradients are for operations that have such; see also `record`.
    const cell = mayFuse(tf) && engine.state.gradientDepth <= 1 ? readCell(this) : null;
    const plan = cell && planOf(this, cell, inputs, args ?? {});
    if (!plan) return stepwise.call(this, inputs, args);
    return tf.tidy(() => {
      if (plan.mask) plan.mask = tf.cast(tf.cast(plan.mask, 'bool'), 'float32');
      const again = (input: Tensor, initialState: Tensor[] | null): Tensor[] => {
        // All outputs, but no states that are taken a step further.
        const layer = Object.create(this, { returnState: { value: true }, _stateful: { value: false } }) as RecurrentLayer;
        const outputs = stepwise.call(layer, input, { ...args, initialState }) as Tensor[];
        return plan.allStates ? outputs : outputs.slice(1);
      };
      const { all, last } = record(tf, engine, tf.backend() as BackendWasm, plan, again);
      if (this.stateful) this.resetStates(last, args?.training);
      const output = all ?? last[0];
      return this.returnState ? [output, ...last] : output;
    });
  };
}
