/** Sound nets of many shapes: not one of them may be called sick. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/index.js';
import { blobs, glorot, he, train, type Activation, type Setup } from './perceptron.js';

interface Kind {
  activation: Activation;
  std: (fanIn: number, fanOut: number) => number;
  depths: number[];
}

const kinds: Record<string, Kind> = {
  'ReLU, He': { activation: 'relu', std: he, depths: [1, 2, 4, 8, 16] },
  'ReLU, Glorot': { activation: 'relu', std: glorot, depths: [1, 2, 4, 6] },
  'tanh, Glorot': { activation: 'tanh', std: glorot, depths: [1, 2, 6, 12] },
  'tanh, He': { activation: 'tanh', std: he, depths: [1, 4, 11] },
  'sigmoid, Glorot': { activation: 'sigmoid', std: glorot, depths: [1, 2, 3] },
  'linear, Glorot': { activation: 'linear', std: glorot, depths: [1, 3] },
};

const problems: Record<string, Pick<Setup, 'inputs' | 'loss' | 'data' | 'batch'> & { output: Setup['layers'][number] }> = {
  'ten classes': { inputs: 12, loss: 'crossEntropy', data: blobs(10, 12, 200), batch: 16, output: { units: 10, activation: 'softmax', std: glorot } },
  'regression': {
    inputs: 4, loss: 'squared', batch: 8, output: { units: 1, activation: 'linear', std: glorot },
    data: (r) => {
      const x = Array.from({ length: 120 }, () => Array.from({ length: 4 }, () => r.normal()));
      return { x, y: x.map(([a, b, c]) => [a * b + Math.sin(c)]) };
    },
  },
  'noise, nothing to learn': {
    inputs: 6, loss: 'squared', batch: 16, output: { units: 1, activation: 'linear', std: glorot },
    data: (r) => ({ x: Array.from({ length: 96 }, () => Array.from({ length: 6 }, () => r.normal())), y: Array.from({ length: 96 }, () => [r.normal()]) }),
  },
  'exclusive or, single examples': {
    inputs: 2, loss: 'crossEntropy', batch: 1, output: { units: 1, activation: 'sigmoid', std: glorot },
    data: () => ({ x: [[0, 0], [0, 1], [1, 0], [1, 1]], y: [[0], [1], [1], [0]] }),
  },
};

describe.each(Object.entries(kinds))('%s', (_name, { activation, std, depths }) => {
  describe.each(Object.entries(problems))('%s', (_problem, { output, ...rest }) => {
    // Deep and narrow ReLU nets are born dying (Lu et al. 2019), which is no false alarm.
    const setups = depths.flatMap((depth) => (depth > 8 ? [24] : [8, 24]).map((units) => ({ depth, units, seed: depth + units })));
    it.each(setups)('$depth layers of $units units, seed $seed', ({ depth, units, seed }) => {
      const setup: Setup = {
        ...rest, layers: [...Array.from({ length: depth }, () => ({ units, activation, std })), output],
        steps: 40, seed, optimizer: 'adam', learningRate: depth > 6 ? 0.0005 : 0.002,
      };
      expect(diagnose(train(setup))).toEqual([]);
    });
  });
});

describe('long runs that converge', () => {
  it.each([1, 2, 3])('gradient descent on well separated classes, seed %i', (seed) => {
    const data = train({
      inputs: 6, layers: [{ units: 24, activation: 'relu', std: he }, { units: 16, activation: 'tanh', std: glorot }, { units: 3, activation: 'softmax', std: glorot }],
      loss: 'crossEntropy', data: blobs(3, 6, 60, 0.3), batch: 20, steps: 900, learningRate: 0.2, seed,
    });
    expect(data.loss(899)).toBeLessThan(0.01);
    expect(diagnose(data)).toEqual([]);
  });
});
