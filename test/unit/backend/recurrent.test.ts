/** The fused recurrent layers against tfjs's own operations on the cpu backend, and against difference quotients. */
import type { layers, Tensor, Variable } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadBackend, type Tfjs } from '../../../src/trainer/backend/index.js';
import { observeRecurrent, type Sequence } from '../../../src/trainer/backend/recurrent/index.js';
import { kernelsOf } from './kernelsOf.js';
import { integers, normals, sizeOf } from './numbers.js';

let tf: Tfjs;

beforeAll(async () => {
  ({ tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null }));
});

afterEach(() => {
  tf.disposeVariables();
  vi.restoreAllMocks();
});

type Kind = 'lstm' | 'gru' | 'simpleRNN';

interface Case {
  kind: Kind;
  /** Arguments of the layer, besides `units`. */
  args?: Record<string, unknown>;
  batch?: number;
  steps?: number;
  inputs?: number;
  units?: number;
  masked?: boolean;
  initialState?: boolean;
}

/** All that a run gives: outputs, and gradients of their weighted sum. */
type Results = Record<string, Tensor>;

function gaussian(shape: number[], seed: number, deviation = 1): Tensor {
  return tf.tensor(normals(sizeOf(shape), seed, deviation), shape);
}

function layerOf({ kind, args = {}, units = 5 }: Case): layers.Layer {
  return tf.layers[kind]({ units, recurrentInitializer: 'zeros', kernelInitializer: 'zeros', ...args } as never);
}

/** Gives weights that are neither symmetric nor at rest, biases included. */
function setWeights(layer: layers.Layer): void {
  layer.setWeights(layer.getWeights().map(({ shape }, i) => gaussian(shape, 50 + i, shape.length > 1 ? 0.8 / Math.sqrt(shape[0]) : 0.5)));
}

const asList = (output: unknown): Tensor[] => Array.isArray(output) ? output as Tensor[] : [output as Tensor];

function masks(batch: number, steps: number): Tensor {
  return tf.tensor(integers(batch * steps, 3, 8).map((n) => Math.min(n, 1)), [batch, steps], 'bool');
}

function run(entry: Case): Results {
  const { kind, batch = 3, steps = 6, inputs = 4, units = 5, masked, initialState } = entry;
  const layer = layerOf(entry);
  layer.apply(tf.zeros([batch, steps, inputs]));
  setWeights(layer);
  const x = tf.variable(gaussian([batch, steps, inputs], 1));
  const states = initialState ? (kind === 'lstm' ? [2, 3] : [2]).map((seed) => tf.variable(gaussian([batch, units], seed))) : undefined;
  const mask = masked ? masks(batch, steps) : undefined;
  const call = (): Tensor[] => asList(layer.apply(x, { ...(states && { initialState: states }), ...(mask && { mask }) }));
  const results: Results = {};
  call().forEach((output, i) => { results[`output ${i}`] = output; });
  const variables = [x, ...(states ?? []), ...layer.trainableWeights.map((weight) => weight.read() as Variable)];
  const { grads } = tf.variableGrads(
    () => tf.addN(call().map((output, i) => tf.sum(tf.mul(output, gaussian(output.shape, 20 + i))))) as never, variables);
  variables.forEach((variable, i) => { results[`gradient ${i}, of ${JSON.stringify(variable.shape)}`] = grads[variable.name]; });
  return results;
}

async function on(backend: string, program: () => Results): Promise<Record<string, Float32Array>> {
  await tf.setBackend(backend);
  return Object.fromEntries(Object.entries(program()).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]));
}

/** The same numbers on wasm as on cpu, but for `tolerance` times the largest of each tensor. */
async function expectSame(program: () => Results, tolerance = 1e-5): Promise<void> {
  const expected = await on('cpu', program);
  const actual = await on('wasm', program);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    const scale = values.reduce((most, value) => Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most, 0);
    expect(scale, name).toBeGreaterThan(0);
    // NaN, too, where NaN is.
    const off = values.findIndex((value, i) =>
      Number.isFinite(value) ? !(Math.abs(actual[name][i] - value) <= tolerance * scale) : !Object.is(actual[name][i], value));
    expect(off, `${name}: ${values[off]} and ${actual[name][off]}, of up to ${scale}`).toBe(-1);
  }
}

const kinds: Kind[] = ['lstm', 'gru', 'simpleRNN'];

const settings: Record<string, Omit<Case, 'kind'>> = {
  'as it comes': {},
  'all states': { args: { returnSequences: true } },
  'all states and the last': { args: { returnSequences: true, returnState: true } },
  'the last states': { args: { returnState: true } },
  'backwards': { args: { goBackwards: true, returnSequences: true } },
  'no bias': { args: { useBias: false } },
  'first states given': { initialState: true, args: { returnState: true } },
  'masked': { masked: true, args: { returnSequences: true, returnState: true } },
  'masked, backwards, from given states': { masked: true, initialState: true, args: { goBackwards: true, returnState: true } },
  'sigmoids': { args: { recurrentActivation: 'sigmoid', activation: 'sigmoid', returnSequences: true } },
  'relu and linear': { args: { activation: 'relu', recurrentActivation: 'linear', returnSequences: true }, steps: 3 },
  'linear and relu': { args: { activation: 'linear', recurrentActivation: 'relu', returnSequences: true }, steps: 3 },
  'hard sigmoids': { args: { activation: 'hardSigmoid', recurrentActivation: 'hardSigmoid', returnSequences: true } },
  'tanh throughout': { args: { recurrentActivation: 'tanh', returnSequences: true } },
  // Of a single step tfjs itself cannot take the gradient.
  'one of everything, but for the steps': { batch: 1, steps: 2, inputs: 1, units: 1, args: { returnSequences: true } },
  'one sample, odd sizes': { batch: 1, steps: 7, inputs: 3, units: 7, args: { returnSequences: true } },
  'wide': { batch: 9, steps: 5, inputs: 19, units: 70, args: { returnSequences: true } },
};

describe.each(kinds)('%s', (kind) => {
  it.each(Object.keys(settings))('outputs and gradients of the cpu backend: %s', (name) => expectSame(() => run({ kind, ...settings[name] })));

  it('gradients agree with difference quotients', async () => {
    await tf.setBackend('wasm');
    const layer = layerOf({ kind, units: 3, args: { recurrentActivation: 'sigmoid', returnSequences: true, returnState: true } });
    layer.apply(tf.zeros([2, 4, 2]));
    setWeights(layer);
    const x = tf.variable(gaussian([2, 4, 2], 1));
    const loss = (): Tensor => tf.addN(asList(layer.apply(x)).map((output, i) => tf.sum(tf.mul(output, gaussian(output.shape, 20 + i)))));
    const variables = [x, ...layer.trainableWeights.map((weight) => weight.read() as Variable)];
    const { grads } = tf.variableGrads(loss as never, variables);
    const step = 2e-2;
    for (const variable of variables) {
      const values = Float32Array.from(variable.dataSync());
      const at = (i: number, shift: number): number => {
        const moved = Float32Array.from(values);
        moved[i] += shift;
        variable.assign(tf.tensor(moved, variable.shape) as never);
        return loss().dataSync()[0];
      };
      const gradient = grads[variable.name].dataSync();
      const scale = Math.max(...gradient.map(Math.abs));
      values.forEach((_, i) => {
        // Of fourth order, so that the step may be long enough for float32.
        const quotient = (8 * (at(i, step) - at(i, -step)) - (at(i, 2 * step) - at(i, -2 * step))) / (12 * step);
        expect(Math.abs(gradient[i] - quotient) / scale, `${JSON.stringify(variable.shape)}, element ${i}`).toBeLessThan(5e-4);
      });
      variable.assign(tf.tensor(values, variable.shape) as never);
    }
  });

  it('runs as one operation, and leaves nothing behind', async () => {
    await tf.setBackend('wasm');
    const layer = layerOf({ kind, args: { returnSequences: true } });
    const x = gaussian([4, 30, 3], 1);
    layer.apply(x);
    const variables = layer.trainableWeights.map((weight) => weight.read() as Variable);
    const train = (): void => tf.tidy(() => { tf.variableGrads(() => tf.sum(layer.apply(x) as Tensor), variables); });
    train();
    const before = { ...tf.memory(), dataIds: tf.backend().numDataIds() };
    expect(kernelsOf(tf, train).filter((name) => /MatMul|Tanh|Sigmoid|Clip/.test(name))).toEqual([]);
    expect({ ...tf.memory(), dataIds: tf.backend().numDataIds() }).toEqual(before);
  });

  it('NaN and infinities pass as they do through tfjs', () => expectSame(() => {
    const layer = layerOf({ kind, args: { recurrentActivation: 'sigmoid', returnSequences: true } });
    const values = normals(3 * 5 * 2, 1);
    values[7] = NaN;
    values[15] = Infinity;
    values[25] = -3e38;
    const x = tf.variable(tf.tensor(values, [3, 5, 2]));
    layer.apply(x);
    setWeights(layer);
    const { grads } = tf.variableGrads(() => tf.sum(layer.apply(x) as Tensor), [x]);
    return { output: layer.apply(x) as Tensor, gradient: grads[x.name] };
  }));

  it('states go on from call to call, until they are reset', () => expectSame(() => {
    const layer = layerOf({ kind, args: { stateful: true, batchInputShape: [2, 3, 2] } }) as layers.Layer & { resetStates(): void };
    const x = gaussian([2, 3, 2], 1);
    layer.apply(x);
    setWeights(layer);
    layer.resetStates();
    const first = layer.apply(x) as Tensor;
    const second = layer.apply(x, { training: true }) as Tensor;
    layer.resetStates();
    const reset = layer.apply(x) as Tensor;
    expect(reset.dataSync()).toEqual(first.dataSync());
    return { first, second, reset };
  }));

  it('long predictions are made in parts', () => expectSame(() => {
    const layer = layerOf({ kind, units: 32, args: { returnSequences: true } });
    const x = gaussian([64, 70, 2], 1);
    layer.apply(x);
    setWeights(layer);
    return { output: layer.apply(x) as Tensor };
  }));

  it('gradients of gradients, with the layer in both', () => expectSame(() => {
    const layer = layerOf({ kind, args: { recurrentActivation: 'sigmoid' } });
    const x = gaussian([2, 4, 3], 1);
    layer.apply(x);
    setWeights(layer);
    const variables = layer.trainableWeights.slice(0, 2).map((weight) => weight.read() as Variable);
    const slope = tf.grad((input: Tensor) => tf.sum(layer.apply(input) as Tensor));
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(slope(x))), variables);
    return Object.fromEntries(variables.map(({ name }, i) => [String(i), grads[name]]));
  }));

  it('gradients of gradients, with the layer outside of the inner one', () => expectSame(() => {
    const layer = layerOf({ kind, args: { recurrentActivation: 'sigmoid', returnSequences: true } });
    const x = tf.variable(gaussian([2, 4, 3], 1));
    layer.apply(x);
    setWeights(layer);
    const variables = [x, ...layer.trainableWeights.slice(0, 2).map((weight) => weight.read() as Variable)];
    const { grads } = tf.variableGrads(() => {
      const output = layer.apply(x) as Tensor;
      const slope = tf.grad(() => tf.sum(tf.square(output)));
      return tf.sum(tf.square(slope(x)));
    }, variables);
    return Object.fromEntries(variables.map(({ name }, i) => [String(i), grads[name]]));
  }));

  it('an observer sees all states, and what the loss owes to each', async () => {
    await tf.setBackend('wasm');
    const [batch, steps, units] = [2, 5, 3];
    const layer = layerOf({ kind, units, args: { returnSequences: true, returnState: true } });
    const x = gaussian([batch, steps, 2], 1);
    layer.apply(x);
    setWeights(layer);
    const seen: { cell: unknown; values: Float32Array }[] = [];
    const copy = (cell: unknown, { values, ...shape }: Sequence): void => {
      expect(shape).toEqual({ steps, batch, units });
      seen.push({ cell, values: values.slice() });
    };
    const weights = gaussian([batch, steps, units], 9);
    const loss = (input: Tensor, factors: Tensor, initialState?: Tensor[]): Tensor =>
      tf.sum(tf.mul(asList(layer.apply(input, { initialState }))[0], factors));
    const stop = observeRecurrent((cell, hidden) => {
      copy(cell, hidden);
      return (gradient) => copy(cell, gradient);
    });
    tf.variableGrads(() => loss(x, weights) as never);
    stop();
    tf.variableGrads(() => loss(x, weights) as never);
    expect(seen.map(({ cell }) => cell)).toEqual(Array(2).fill((layer as unknown as { cell: unknown }).cell));
    const [states, gradients] = seen.map(({ values }) => tf.tensor(values, [steps, batch, units]));
    const [all] = asList(layer.apply(x));
    expect(tf.transpose(states, [1, 0, 2]).dataSync()).toEqual(all.dataSync());
    for (let t = 0; t < steps - 1; t++) {
      const upTo = (tensor: Tensor): Tensor => tf.slice(tensor, [0, 0, 0], [-1, t + 1, -1]);
      const after = (tensor: Tensor): Tensor => tf.slice(tensor, [0, t + 1, 0], [-1, -1, -1]);
      const at = (tensor: Tensor): Tensor => tf.squeeze(tf.slice(tensor, [0, t, 0], [-1, 1, -1]), [1]);
      // The layer from the next step on, as a function of the state after this one, owes all of the rest to that state.
      const [, hidden, ...cells] = asList(layer.apply(upTo(x)));
      const rest = tf.grad((state: Tensor) => loss(after(x), after(weights), [state, ...cells]));
      const difference = tf.sub(at(tf.transpose(gradients, [1, 0, 2])), tf.add(at(weights), rest(hidden)));
      expect(tf.max(tf.abs(difference)).dataSync()[0]).toBeLessThan(1e-5);
    }
  });
});

describe('activations', () => {
  /** What a layer that hands its input to the activation makes of the values. */
  async function through(activation: string, values: number[]): Promise<ArrayLike<number>> {
    await tf.setBackend('wasm');
    const layer = tf.layers.simpleRNN({ units: 1, activation: activation as 'tanh', kernelInitializer: 'ones', recurrentInitializer: 'zeros' });
    return (layer.apply(tf.tensor(values, [values.length, 1, 1])) as Tensor).dataSync();
  }

  it.each<[string, (x: number) => number]>([
    ['tanh', Math.tanh],
    ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
  ])('%s is exact to 5e-7 of its value, and at its ends', async (name, exact) => {
    const values = Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) / 25)).filter((x) => x !== 0);
    const actual = await through(name, values);
    values.forEach((x, i) => expect(Math.abs(actual[i] / exact(x) - 1), `at ${x}`).toBeLessThan(5e-7));
    const lowest = name === 'tanh' ? -1 : 0;
    expect(Array.from(await through(name, [-Infinity, -1e4, 40, 1e4, Infinity, NaN]))).toEqual([lowest, lowest, 1, 1, 1, NaN]);
  });
});

describe('what the kernels are not for goes the way of tfjs', () => {
  it.each<[string, Case]>([
    ['dropout', { kind: 'lstm', args: { dropout: 0.5 } }],
    ['dropout between states', { kind: 'gru', args: { recurrentDropout: 0.5 } }],
    ['other activations', { kind: 'simpleRNN', args: { activation: 'elu' } }],
  ])('%s', async (_, entry) => {
    await tf.setBackend('wasm');
    const layer = layerOf(entry);
    expect(kernelsOf(tf, () => layer.apply(gaussian([2, 4, 3], 1))).filter((name) => name === '_FusedMatMul')).toHaveLength(
      4 * (entry.kind === 'gru' ? 3 : 2));
  });

  it('a cell with a call of its own', async () => {
    await tf.setBackend('wasm');
    const layer = layerOf({ kind: 'simpleRNN' });
    const { cell } = layer as unknown as { cell: layers.Layer };
    const call = vi.spyOn(cell, 'call');
    layer.apply(gaussian([2, 4, 3], 1));
    expect(call).toHaveBeenCalledTimes(4);
  });

  it('a cell in a plain recurrent layer', async () => {
    await tf.setBackend('wasm');
    const cell = tf.layers.gruCell({ units: 4 });
    const call = vi.spyOn(Object.getPrototypeOf(cell) as typeof cell, 'call');
    tf.layers.rnn({ cell: cell as never }).apply(gaussian([2, 4, 3], 1));
    expect(call).toHaveBeenCalledTimes(4);
  });

  it('a step that is profiled', async () => {
    await tf.setBackend('wasm');
    const layer = layerOf({ kind: 'lstm' });
    layer.apply(tf.zeros([2, 4, 3]));
    const { kernelNames } = await tf.profile(() => layer.apply(gaussian([2, 4, 3], 1)) as Tensor);
    expect(kernelNames).toContain('Tanh');
  });

  it('`unroll`, with the warning of tfjs', async () => {
    await tf.setBackend('wasm');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    layerOf({ kind: 'lstm', args: { unroll: true } }).apply(gaussian([2, 4, 3], 1));
    expect(warn).toHaveBeenCalled();
  });
});

describe('layers made of others', () => {
  it.each(['concat', 'sum', 'mul', 'ave'])('bidirectional: %s', (mergeMode) => expectSame(() => {
    const layer = tf.layers.bidirectional({
      layer: tf.layers.lstm({ units: 4, returnSequences: true }) as never, mergeMode: mergeMode as 'concat',
    });
    const x = tf.variable(gaussian([2, 5, 3], 1));
    layer.apply(x);
    setWeights(layer);
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(layer.apply(x) as Tensor)), [x]);
    return { output: layer.apply(x) as Tensor, gradient: grads[x.name] };
  }));

  it('names of layers are those of tfjs', () => {
    const { name } = tf.layers.lstmCell({ units: 1 }) as unknown as { name: string };
    const next = tf.layers.lstmCell({ units: 1 }) as unknown as { name: string };
    const number = (text: string): number => Number(/\d+$/.exec(text)![0]);
    expect(number(next.name)).toBe(number(name) + 1);
  });
});
