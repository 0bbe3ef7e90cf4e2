/** Gradients with respect to hidden states, against closed forms, finite differences and networks unrolled by hand. */
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tfjs } from '../../../src/trainer/backend/index.js';
import { loadTfjs, record, type Recording } from './harness.js';

let tf: Tfjs;

beforeAll(async () => {
  tf = await loadTfjs();
}, 60_000);

afterEach(() => tf.disposeVariables());

type Layer = ReturnType<Tfjs['layers']['lstm']>;
type LSTMCell = ReturnType<Tfjs['layers']['lstmCell']>;

function normals(shape: number[], seed: number): Tensor {
  return tf.randomNormal(shape, 0, 1, 'float32', seed);
}

function rms(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0) / values.length);
}

function expectClose(actual: readonly number[] | undefined, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((x, t) => expect(Math.abs(actual![t]! - x), `time step ${t}: ${actual![t]} for ${x}`).toBeLessThanOrEqual(tolerance * Math.abs(x)));
}

/** One training step of a layer on its own; the loss is that function of what the layer answers. */
function trainStep(
  make: () => { apply(inputs: Tensor, options?: object): unknown }, x: Tensor, loss: (output: Tensor) => Tensor, options?: object,
): Promise<Recording> {
  return record(tf, () => {
    const layer = make();
    layer.apply(x, options);
    tf.train.sgd(0).minimize(() => loss(layer.apply(x, options) as Tensor) as never);
  });
}

/** One time step by hand: the state after it, its hidden part first. */
type Cell = (x: Tensor2D, states: Tensor2D[], weights: Tensor2D[]) => Tensor2D[];

const CELLS: Record<'simpleRNN' | 'lstm' | 'gru', { states: number; cell: Cell }> = {
  simpleRNN: { states: 1, cell: (x, [h], [w, u, b]) => [tf.tanh(x.matMul(w!).add(h!.matMul(u!)).add(b!))] },
  lstm: {
    states: 2,
    cell: (x, [h, c], [w, u, b]) => {
      const [i, f, g, o] = tf.split(x.matMul(w!).add(h!.matMul(u!)).add(b!) as Tensor2D, 4, 1);
      const next = tf.sigmoid(f!).mul(c!).add(tf.sigmoid(i!).mul(tf.tanh(g!))) as Tensor2D;
      return [tf.sigmoid(o!).mul(tf.tanh(next)), next];
    },
  },
  gru: {
    states: 1,
    cell: (x, [h], [w, u, b]) => {
      const [xz, xr, xg] = tf.split(x.matMul(w!).add(b!) as Tensor2D, 3, 1);
      const units = h!.shape[1];
      const [uz, ur, ug] = [0, 1, 2].map((i) => u!.slice([0, i * units], [-1, units]));
      const z = tf.sigmoid(xz!.add(h!.matMul(uz!))), r = tf.sigmoid(xr!.add(h!.matMul(ur!)));
      const g = tf.tanh(xg!.add(r.mul<Tensor2D>(h!).matMul(ug!)));
      return [z.mul<Tensor2D>(h!).add(tf.sub(1, z).mul(g))];
    },
  },
};

/** The layer unrolled: the loss, as a function of what is added to the hidden state at each time step. */
function unrolled(kind: keyof typeof CELLS, layer: Layer, x: Tensor, loss: (outputs: Tensor) => Tensor): (...added: Tensor[]) => Tensor {
  const weights = layer.getWeights() as Tensor2D[];
  const units = weights[1]!.shape[0];
  return (...added) => {
    let states = Array.from({ length: CELLS[kind].states }, () => tf.zeros([x.shape[0]!, units]) as Tensor2D);
    const outputs = tf.unstack(x, 1).map((input, t) => {
      states = CELLS[kind].cell(input as Tensor2D, states, weights);
      states[0] = states[0]!.add(added[t]!);
      return states[0];
    });
    return loss(tf.stack(outputs, 1));
  };
}

describe.each(['a recurrent layer', 'a cell of the program\'s in `tf.layers.rnn`'])('closed forms: %s', (kind) => {
  /** h(t) = h(t-1) U + x(t), L = sum of h(T) a: dL/dh(t) = a (U^T)^(T-t), the same for each sample. */
  const U = [[0.5, 0.3], [-0.2, 0.4]], a = [1, -2];
  const times = 7;
  const expected = Array.from({ length: times }, (_, t) => {
    let row = a;
    for (let i = t; i < times - 1; i++) row = [row[0]! * U[0]![0]! + row[1]! * U[0]![1]!, row[0]! * U[1]![0]! + row[1]! * U[1]![1]!];
    return rms(row);
  });
  const simple = (units: number, options: object): Layer => {
    const config = { units, activation: 'linear' } as const;
    return (kind === 'a recurrent layer' ? tf.layers.simpleRNN({ name: 'rnn', ...config, ...options })
      : tf.layers.rnn({ name: 'rnn', cell: tf.layers.simpleRNNCell({ name: 'cell', ...config }) as never, ...options })) as Layer;
  };
  const linear = (options: object = {}) => (): Layer =>
    simple(2, { weights: [tf.eye(2), tf.tensor2d(U), tf.zeros([2])], ...options });
  const loss = (h: Tensor): Tensor => h.mul(tf.tensor1d(a)).sum();

  it('a linear net: the transposed recurrent weights to the power of the steps that are left', async () => {
    const recording = await trainStep(linear(), normals([3, times, 2], 1), loss);
    expectClose(recording.hidden('rnn'), expected, 1e-5);
    expect(recording.layers.get('rnn')).toMatchObject({ recurrent: 'forward', parent: null });
    expect([...recording.layers.keys()].sort()).toEqual(kind === 'a recurrent layer' ? ['rnn'] : ['cell', 'rnn']);
  });

  it('read backwards, the time steps are those of the input', async () => {
    const recording = await trainStep(linear({ goBackwards: true }), normals([3, times, 2], 1), loss);
    expectClose(recording.hidden('rnn'), [...expected].reverse(), 1e-5);
    for (const { recurrent } of recording.layers.values()) expect(recurrent).toBe('backward');
  });

  // tfjs cannot copy what `tf.layers.rnn` made.
  it.runIf(kind === 'a recurrent layer')('both directions, each in a row of its own, made where the inner layer is', async () => {
    const make = (): Layer => {
      const both = tf.layers.bidirectional({ name: 'both', layer: linear({ weights: undefined })() as never, mergeMode: 'concat' } as never);
      both.build([null, times, 2]);
      both.setWeights([tf.eye(2), tf.tensor2d(U), tf.zeros([2]), tf.eye(2), tf.tensor2d(U), tf.zeros([2])]);
      return both as never;
    };
    const recording = await trainStep(make, normals([3, times, 2], 1), (h) => h.mul(tf.tensor1d([...a, ...a])).sum());
    expectClose(recording.hidden('forward_rnn'), expected, 1e-5);
    expectClose(recording.hidden('backward_rnn'), [...expected].reverse(), 1e-5);
    expect(['forward_rnn', 'backward_rnn', 'both'].map((id) => recording.layers.get(id)!.recurrent)).toEqual(['forward', 'backward', null]);
    expect(recording.hidden('both')).toBeUndefined();
  });

  it('an identity matrix on every output: the loss of each later step counts once', async () => {
    const make = (): Layer => simple(2, { returnSequences: true, weights: [tf.eye(2), tf.eye(2), tf.zeros([2])] });
    const recording = await trainStep(make, normals([3, 5, 2], 1), (h) => h.sum());
    expectClose(recording.hidden('rnn'), [5, 4, 3, 2, 1], 1e-6);
  });

  it('states that the loss does not depend on have exactly 0, and a frozen layer has none', async () => {
    const early = await trainStep(linear({ returnSequences: true }), normals([3, times, 2], 1), (h) => loss((h as Tensor3D).slice([0, 2, 0], [3, 1, 2])));
    expect(early.hidden('rnn')!.slice(3)).toEqual([0, 0, 0, 0]);
    expectClose(early.hidden('rnn')!.slice(0, 3), expected.slice(-3), 1e-5);
    const recording = await record(tf, () => {
      const w = tf.variable(tf.ones([1]));
      const frozen = linear({ trainable: false })();
      tf.train.sgd(0).minimize(() => loss(frozen.apply(normals([3, times, 2], 1)) as Tensor).mul(w).sum(), false, [w]);
    });
    expect(recording.steps[0]!.hidden).toBeNull();
  });

  it('padded samples do not count where they are padded', async () => {
    // The first sample has all steps, the second the last three, the third none of the first and last.
    const mask = tf.tensor2d([[1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 1, 1, 0]], [3, times], 'bool');
    const recording = await trainStep(linear(), normals([3, times, 2], 1), loss, { mask });
    // The third ends one step early.
    const ofThird = expected.slice(1);
    const mean = (...each: number[]): number => rms(each);
    expectClose(recording.hidden('rnn'), [
      expected[0]!, ...[1, 2, 3].map((t) => mean(expected[t]!, ofThird[t]!)),
      ...[4, 5].map((t) => mean(expected[t]!, expected[t]!, ofThird[t]!)), mean(expected[6]!, expected[6]!),
    ], 1e-5);
  });

  it('gradients beyond the squares of float32, and those that are not finite', async () => {
    const grown = await trainStep(() => simple(1, { weights: [tf.ones([1, 1]), tf.fill([1, 1], 0.1), tf.zeros([1])] }), tf.ones([2, 31, 1]), (h) => h.sum());
    expectClose(grown.hidden('rnn'), Array.from({ length: 31 }, (_, t) => 10 ** (t - 30)), 1e-4);
    const infinite = await trainStep(linear(), normals([1, times, 2], 1), (h) => h.sum().mul(Infinity));
    expect(infinite.hidden('rnn')!.every((x) => x === Infinity || Number.isNaN(x))).toBe(true);
    expect(infinite.steps[0]!.firstNonFinite).toMatchObject({ where: 'loss' });
  });
});

describe.each(Object.keys(CELLS) as (keyof typeof CELLS)[])('%s', (kind) => {
  const units = 5, times = 8;
  const target = (h: Tensor): Tensor => h.mul(normals(h.shape, 9)).sum();
  const make = (): Layer => tf.layers[kind]({ name: 'layer', units, returnSequences: true, inputShape: [times, 3],
    recurrentActivation: 'sigmoid', kernelInitializer: tf.initializers.randomNormal({ seed: 3 }),
    recurrentInitializer: tf.initializers.orthogonal({ seed: 4 }) } as never) as Layer;

  it('has the total derivatives of the same net unrolled by hand, and of finite differences', async () => {
    let layer!: Layer;
    const x = normals([4, times, 3], 1);
    const recording = await trainStep(() => (layer = make()), x, target);
    const loss = unrolled(kind, layer, x, target);
    const zeros = Array.from({ length: times }, () => tf.zeros([4, units]));
    expect(recording.losses[0]).toBeCloseTo(loss(...zeros).dataSync()[0]!, 4);
    const gradients = tf.grads(loss)(zeros);
    expectClose(recording.hidden('layer'), gradients.map((gradient) => rms(gradient.dataSync())), 1e-5);
    // Central differences along a direction at two time steps, with the error's leading part taken out (Richardson).
    for (const t of [0, 5]) {
      const direction = normals([4, units], 20 + t), step = 1e-2;
      const at = (by: number): number => loss(...zeros.map((zero, i) => (i === t ? direction.mul(by) : zero))).dataSync()[0]!;
      const quotient = (by: number): number => (at(by) - at(-by)) / (2 * by);
      const slope = gradients[t]!.mul(direction).sum().dataSync()[0]!;
      expect(Math.abs((4 * quotient(step) - quotient(2 * step)) / 3 - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
    }
  });

  it('twice in a step is one series over both passes', async () => {
    let layer!: Layer;
    const [x, y] = [normals([4, times, 3], 1), normals([2, times, 3], 2)];
    const recording = await record(tf, () => {
      layer = make();
      layer.apply(x);
      tf.train.sgd(0).minimize(() => target(layer.apply(x) as Tensor).add(target(layer.apply(y) as Tensor)) as never);
    });
    const parts = [x, y].map((each) => {
      const zeros = Array.from({ length: times }, () => tf.zeros([each.shape[0]!, units]));
      return tf.grads(unrolled(kind, layer, each, target))(zeros).map((gradient) => gradient.dataSync());
    });
    expectClose(recording.hidden('layer'), Array.from({ length: times }, (_, t) => rms([...parts[0]![t]!, ...parts[1]![t]!])), 1e-5);
  });
});

describe('cells of the program\'s own', () => {
  it('stacked: a row for each, and the recurrent layer has the state of the last', async () => {
    let cells!: LSTMCell[];
    const make = (): Layer => {
      cells = [4, 3].map((units, i) => tf.layers.lstmCell({ name: `cell${i}`, units, recurrentActivation: 'sigmoid' })) as LSTMCell[];
      return tf.layers.rnn({ name: 'stack', cell: tf.layers.stackedRNNCells({ cells }) as never }) as Layer;
    };
    const x = normals([3, 6, 2], 1);
    const loss = (h: Tensor): Tensor => h.square().sum();
    const recording = await trainStep(make, x, loss);
    const weights = cells.map((cell) => cell.getWeights() as Tensor2D[]);
    const whole = (...added: Tensor[]): Tensor => {
      let [h0, c0, h1, c1] = [4, 4, 3, 3].map((units) => tf.zeros([3, units]) as Tensor2D);
      tf.unstack(x, 1).forEach((input, t) => {
        [h0, c0] = CELLS.lstm.cell(input as Tensor2D, [h0!, c0!], weights[0]!);
        h0 = h0!.add(added[t]!);
        [h1, c1] = CELLS.lstm.cell(h0!, [h1!, c1!], weights[1]!);
        h1 = h1!.add(added[6 + t]!);
      });
      return loss(h1!);
    };
    const gradients = tf.grads(whole)([...Array.from({ length: 6 }, () => tf.zeros([3, 4])), ...Array.from({ length: 6 }, () => tf.zeros([3, 3]))])
      .map((gradient) => rms(gradient.dataSync()));
    expectClose(recording.hidden('cell0'), gradients.slice(0, 6), 1e-5);
    expectClose(recording.hidden('cell1'), gradients.slice(6), 1e-5);
    expect(recording.hidden('stack')).toEqual(recording.hidden('cell1'));
    expect([...recording.layers.values()].map(({ id, parent, inbound, calls }) => [id, parent, inbound, calls])).toEqual([
      ['stack', null, ['cell1'], 1], ['cell0', 'stack', [], 6], ['cell1', 'stack', ['cell0'], 6],
    ].sort((a, b) => [...recording.layers.keys()].indexOf(a[0] as string) - [...recording.layers.keys()].indexOf(b[0] as string)));
    for (const id of ['cell0', 'cell1']) {
      expect(recording.layers.get(id)).toMatchObject({ className: 'LSTMCell', recurrent: 'forward', weights: [{ name: 'kernel' }, { name: 'recurrent_kernel' }, { name: 'bias' }] });
      for (const statistic of ['activationRms', 'outputGradientRms', 'weightGradientNorm'] as const) expect(recording.value(id, statistic)).toBeGreaterThan(0);
    }
    expect(recording.layers.get('stack')!.weights).toEqual([]);
    expectClose([recording.value('cell0', 'outputGradientRms')!], [rms(gradients.slice(0, 6))], 1e-5);
  });

  it('of a class of the user\'s: the state behind the output is the hidden state', async () => {
    class Decay extends tf.layers.Layer {
      static className = 'Decay';
      stateSize = 3;
      private factor!: { read(): Tensor };
      override build(): void {
        this.factor = this.addWeight('factor', [1], 'float32', tf.initializers.constant({ value: 0.5 })) as never;
        super.build([]);
      }
      override call(inputs: Tensor | Tensor[]): Tensor[] {
        return tf.tidy(() => {
          const [x, h] = inputs as Tensor[];
          const state = h!.mul(this.factor.read()).add(x!);
          return [state.mul(2), state];
        });
      }
    }
    const make = (): Layer => tf.layers.rnn({ name: 'rnn', cell: new Decay({ name: 'decay' }) as never }) as Layer;
    const recording = await trainStep(make, normals([4, 5, 3], 1), (h) => h.sum());
    expectClose(recording.hidden('decay'), [4, 3, 2, 1, 0].map((left) => 2 * 0.5 ** left), 1e-6);
    expect(recording.hidden('rnn')).toEqual(recording.hidden('decay'));
    expect(recording.value('decay', 'outputGradientRms')).toBeCloseTo(1, 6);
  });

  it('called in a loop of the program\'s own are one sequence', async () => {
    const x = normals([3, 2], 1);
    const recording = await record(tf, () => {
      const cell = tf.layers.simpleRNNCell({ name: 'cell', units: 2, activation: 'linear' });
      const loop = (): Tensor => {
        let h: Tensor = tf.zeros([3, 2]);
        for (let t = 0; t < 4; t++) [, h] = cell.call([x, h], {}) as [Tensor, Tensor];
        return h.sum();
      };
      cell.build([3, 2]);
      cell.setWeights([tf.eye(2), tf.eye(2).mul(0.5), tf.zeros([2])]);
      tf.train.sgd(0).minimize(() => loop() as never);
    });
    expectClose(recording.hidden('cell'), [0.125, 0.25, 0.5, 1], 1e-6);
  });
});

it('a recurrent layer inside of timeDistributed has the time steps of its own sequences', async () => {
  const make = (): Layer => {
    const inner = tf.layers.simpleRNN({ name: 'inner', units: 2, activation: 'linear' });
    const outer = tf.layers.timeDistributed({ name: 'outer', layer: inner as never } as never);
    outer.build([null, 3, 4, 2]);
    outer.setWeights([tf.eye(2), tf.eye(2).mul(0.5), tf.zeros([2])]);
    return outer as never;
  };
  const recording = await trainStep(make, normals([2, 3, 4, 2], 1), (h) => h.sum());
  expectClose(recording.hidden('inner'), [0.125, 0.25, 0.5, 1], 1e-6);
  expect(recording.layers.get('inner')).toMatchObject({ parent: 'outer', calls: 3, weights: [{ name: 'kernel' }, { name: 'recurrent_kernel' }, { name: 'bias' }] });
});
