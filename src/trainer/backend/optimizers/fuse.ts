/** Puts kernels in the place of an optimizer class's operations, wherever the kernels can do what the operations do. */
import type { NamedTensorMap, Optimizer, Tensor, TensorInfo, Variable } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { mayFuse } from '../fusion.js';
import { heapKernels } from '../heapKernels.js';
import type { Tfjs } from '../tfjs.js';
import { updateObserver, type PartObserver } from './observer.js';
import type { Rule, Update } from './rule.js';

/** Elements of the parts that are looked at: of all operands together, 200 KB. A multiple of the blocks that statistics are summed in. */
const OBSERVED_PART = 8192;

type Gradients = Parameters<Optimizer['applyGradients']>[0];
type NamedGradient = [name: string, gradient: Tensor | null | undefined];

/** tfjs hides the counter from all but subclasses. */
interface Counting {
  incrementIterations(): void;
}

/** Subclasses that call `super.applyGradients` come here, too. */
export function fuse<Fields extends object>(tf: Tfjs, optimizerClass: { prototype: Optimizer }, rule: Rule<Fields>): void {
  const { prototype } = optimizerClass;
  const original = prototype.applyGradients;
  prototype.applyGradients = function (this: Optimizer & Fields & Counting, gradients: Gradients): void {
    const named = byName(gradients);
    if (!canFuse(tf, this, rule, named)) return original.call(this, gradients);
    tf.tidy(() => update(tf, this, rule, named));
    this.incrementIterations();
  };
}

function byName(gradients: Gradients): NamedGradient[] {
  return Array.isArray(gradients) ? gradients.map(({ name, tensor }) => [name, tensor]) : Object.entries(gradients as NamedTensorMap);
}

/**
 * Whether the kernels give what the operations would: for float32 gradients in the shapes of their variables and
 * hyper-parameters that are numbers, while nobody differentiates through the update.
 */
function canFuse<Fields extends object>(tf: Tfjs, optimizer: Fields, rule: Rule<Fields>, named: NamedGradient[]): boolean {
  const { state } = tf.engine();
  if (!mayFuse(tf) || state.gradientDepth > 0) return false;
  if (rule.numbers.some((field) => typeof optimizer[field] !== 'number')) return false;
  if (rule.scalars.some((field) => !isLike(optimizer[field] as Tensor, []))) return false;
  const lists = rule.accumulators(optimizer);
  return named.every(([name, gradient], i) => {
    const variable: Variable | undefined = state.registeredVariables[name];
    if (!variable || variable.size === 0 || !isLike(variable, variable.shape)) return false;
    if (gradient && !isLike(gradient, variable.shape)) return false;
    return lists.every(({ list }) => !list[i] || isLike(list[i].variable, variable.shape));
  });
}

function isLike(tensor: Tensor, shape: number[]): boolean {
  return tensor.dtype === 'float32' && !tensor.isDisposed && tensor.rank === shape.length && tensor.shape.every((n, axis) => n === shape[axis]);
}

function update<Fields extends object>(tf: Tfjs, optimizer: Fields, rule: Rule<Fields>, named: NamedGradient[]): void {
  const engine = tf.engine();
  const backend = tf.backend() as BackendWasm;
  const run = rule.prepare(optimizer, heapKernels(backend));
  const lists = rule.accumulators(optimizer);
  named.forEach(([name, gradient], i) => {
    const variable = engine.state.registeredVariables[name];
    for (const { list, ending, initialValue } of lists) {
      list[i] ??= { originalName: `${name}/${ending}`, variable: tf.tidy(() => tf.fill(variable.shape, initialValue).variable(false)) };
    }
    if (!gradient) return;
    for (const { list } of lists) makeSoleOwner(tf, backend, list[i].variable);
    const out = backend.makeOutput(variable.shape, 'float32');
    const operands = [variable, gradient, out, ...lists.map(({ list }) => list[i].variable)];
    runInParts(run, operands.map(({ dataId }: TensorInfo) => backend.getMemoryOffset(dataId)), variable.size, updateObserver()?.(variable) ?? null);
    variable.assign(engine.makeTensorFromTensorInfo(out));
  });
  rule.finish?.(optimizer);
}

/** In one go; if somebody looks, in parts that stay in the cache until that is done. Elements do not depend on each other. */
function runInParts(run: Update, offsets: readonly number[], size: number, observe: PartObserver | null): void {
  const part = observe ? OBSERVED_PART : size;
  for (let first = 0; first < size; first += part) {
    const length = Math.min(part, size - first);
    const [value, gradient, out, ...accumulators] = offsets.map((offset) => offset + 4 * first);
    run(value, gradient, out, length, accumulators);
    observe?.(value, out, length);
  }
}

/** Gives an accumulator data of its own, if clones of it share its data: they must not see it change. */
function makeSoleOwner(tf: Tfjs, backend: BackendWasm, accumulator: Variable): void {
  if (backend.refCount(accumulator.dataId) === 1) return;
  const copy = backend.makeOutput(accumulator.shape, 'float32');
  backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(accumulator));
  accumulator.assign(tf.engine().makeTensorFromTensorInfo(copy));
}
