/** A run over a sequence as one operation that can be differentiated. */
import type { Tensor } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Tfjs } from '../tfjs.js';
import { backward, type KeptWeights } from './backward.js';
import { differentiable } from './differentiable.js';
import { isRecording, type Engine } from './engine.js';
import { forward, sequenceOf, type Kept, type Passed } from './forward.js';
import { recurrentObserver, type GradientObserver } from './observer.js';
import type { Plan } from './plan.js';

/** The inputs of the operation that the kernels do not need on the way back. They are shared, not copied. */
interface KeptInputs {
  input: Tensor;
  firstHidden?: Tensor;
  firstCells?: Tensor;
}

/**
 * @param stepwise What the layer makes of an input and first states with the operations of tfjs: the outputs that the plan
 * asks for, in the order in which they are returned here.
 */
export function record(
  tf: Tfjs, engine: Engine, backend: BackendWasm, plan: Plan, stepwise: (input: Tensor, initial: Tensor[] | null) => Tensor[],
): Pick<Passed, 'all' | 'last'> {
  const make = (...shape: number[]): Tensor => tf.engine().makeTensorFromTensorInfo(backend.makeOutput(shape, 'float32'));
  const recording = isRecording(engine);
  const { input, initial, cell: { weights: { kernel, recurrentKernel, bias } } } = plan;
  const weights = { kernel, recurrentKernel, ...(bias && { bias }) };
  let names: string[] = [];
  let observer: GradientObserver | null = null;
  const outputs = engine.runKernelFunc({
    inputs: { input, ...named('hidden', 'cells', initial), ...weights },
    forwardFunc: (_, save) => {
      const { all, last, kept } = forward(backend, make, plan, recording);
      if (recording) observer = recurrentObserver()?.(plan.cell.layer, sequenceOf(backend, kept.hidden)) ?? null;
      const saved = Object.entries({ ...kept, kernel, recurrentKernel, input, ...named('firstHidden', 'firstCells', initial) });
      names = saved.map(([name]) => name);
      save(saved.map(([, tensor]) => tensor));
      return all ? [all, ...last] : last;
    },
    backwardsFunc: (outputGradients, saved) => {
      const gradients = Array.isArray(outputGradients) ? outputGradients : [outputGradients];
      const kept = Object.fromEntries(names.map((name, i) => [name, saved[i]])) as unknown as Kept & KeptWeights & KeptInputs;
      if (isRecording(engine)) {
        const first = initial && [kept.firstHidden!, ...(kept.firstCells ? [kept.firstCells] : [])];
        const inputs = { input: kept.input, ...named('hidden', 'cells', first), ...weights };
        return differentiable(tf, engine, inputs, () => stepwise(kept.input, first), gradients);
      }
      const [ofAll, ofLast] = plan.allStates ? [gradients[0], gradients.slice(1)] : [null, gradients];
      return { ...backward(backend, make, plan, kept, ofAll, ofLast, observer) };
    },
  });
  return plan.allStates ? { all: outputs[0], last: outputs.slice(1) } : { all: null, last: outputs };
}

/** The hidden state and the cell state under names, as far as they are there. */
function named(hidden: string, cells: string, states: Tensor[] | null): Record<string, Tensor> {
  if (!states) return {};
  return { [hidden]: states[0], ...(states.length > 1 ? { [cells]: states[1] } : {}) };
}
