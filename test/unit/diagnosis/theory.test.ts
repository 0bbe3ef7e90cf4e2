/** The rules against closed forms and against nets computed independently of tfjs. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/index.js';
import type { LayerInfo } from '../../../src/shared/run.js';
import { blobs, glorot, he, train, type Activation, type Setup } from './perceptron.js';
import { layer, run } from './syntheticRun.js';

const faults = (setup: Setup) => diagnose(train(setup)).filter((finding) => finding.severity !== 'info');
const names = (setup: Setup) => faults(setup).map((finding) => finding.rule);

function stack(depth: number, units: number, activation: Activation, std: (fanIn: number, fanOut: number) => number): Setup {
  const hidden = Array.from({ length: depth }, () => ({ units, activation, std }));
  return {
    inputs: 16, layers: [...hidden, { units: 10, activation: 'softmax', std: glorot }], loss: 'crossEntropy',
    data: blobs(10, 16, 160), batch: 16, steps: 3, learningRate: 0.01,
  };
}

describe('vanishing over depth', () => {
  it('ten sigmoid layers: the attenuation is at least 4^10, the slopes are its cause', () => {
    const [found] = faults(stack(10, 32, 'sigmoid', glorot));
    expect(found.rule).toBe('vanishing-gradient');
    expect(found.severity).toBe('error');
    expect(found.evidence.causeId).toBe('activation-slope');
    expect(found.evidence.attenuation).toBeGreaterThan(4 ** 10 / 8); // Glorot's weights gain up to 8-fold by chance
    expect(found.evidence.meanSlope).toBeLessThanOrEqual(0.25);
    expect(found.layers[0]).toBe('hidden_1');
    expect(found.message).toMatch(/^hidden_1's gradients are [\d,.e]+ times smaller than hidden_10's at step 0/);
  });

  it('34 ReLU layers with Glorot weights: kernel gradients alike, yet told, with the weights as the cause', () => {
    const data = train(stack(34, 48, 'relu', glorot));
    const gradient = (id: string) => data.value(id, 'outputGradientNorm', 0)!;
    // He et al. 2015: the gain per layer is 1 / sqrt(2); 33 layers of it are 1.1e-5.
    expect(gradient('hidden_1') / gradient('hidden_34')).toBeLessThan(1e-3);
    const [found] = diagnose(data);
    expect(found.rule).toBe('vanishing-gradient');
    expect(found.evidence.causeId).toBe('weight-scale');
    expect(found.evidence.gainPerLayer).toBeGreaterThan(0.55);
    expect(found.evidence.gainPerLayer).toBeLessThan(0.85);
  });

  it('34 ReLU layers with He weights are sound', () => {
    for (const seed of [1, 2, 3]) expect(names({ ...stack(34, 48, 'relu', he), seed })).toEqual([]);
  });

  it('a tanh stack with weights ten times too small: the weights are the cause, not the slope', () => {
    const [found] = faults(stack(8, 32, 'tanh', (fanIn, fanOut) => 0.1 * glorot(fanIn, fanOut)));
    expect(found.rule).toBe('vanishing-gradient');
    expect(found.evidence.causeId).toBe('weight-scale');
    expect(found.evidence.slopeShare).toBeLessThan(0.1);
  });

  it('four sigmoid layers of 50: a warning that never says it cannot learn', () => {
    const torch = (fanIn: number) => Math.sqrt(1 / (3 * fanIn));
    const [found] = faults(stack(4, 50, 'sigmoid', torch));
    expect(found.rule).toBe('vanishing-gradient');
    expect(found.severity).toBe('warning');
    expect(`${found.message} ${found.cause}`).not.toMatch(/cannot|never|nothing is learned/);
  });

  it('two sigmoid layers are no deep net', () => {
    expect(names(stack(2, 50, 'sigmoid', glorot))).toEqual([]);
  });
});

describe('exploding over depth', () => {
  it('ten linear layers of one unit with weight 10: nine hops below the last hidden layer make 1e9', () => {
    const layers = Array.from({ length: 11 }, (_, depth) => layer(`linear_${depth + 1}`, depth, { activation: 'linear', outputShape: [null, 1] }));
    const row = (one: LayerInfo) => ({
      outputGradientNorm: 10 ** (10 - one.depth), outputGradientRms: 10 ** (10 - one.depth), activationRms: 10 ** (one.depth + 1),
    });
    const [found] = diagnose(run({ layers, loss: [1], row }));
    expect(found.rule).toBe('exploding-gradient');
    expect(found.evidence.ratio).toBeCloseTo(1e9, 0);
    expect(found.evidence.gainPerLayer).toBeCloseTo(10, 6);
    expect(found.evidence.causeId).toBe('weight-scale');
  });

  it('three wide ReLU layers drawn with standard deviation 1', () => {
    const [found] = faults(stack(3, 300, 'relu', () => 1));
    expect(found.rule).toBe('exploding-gradient');
    expect(found.evidence.causeId).toBe('weight-scale');
  });
});

describe('divergence of a net without depth', () => {
  // x in {-8 .. 8}: the largest curvature of the mean squared error is 2 mean(x^2) = 2 * 24 = 48, so that 2/48 = 0.0417.
  const line = (learningRate: number): Setup => ({
    inputs: 1, layers: [{ units: 1, activation: 'linear', std: () => 0 }], loss: 'squared', batch: 17, steps: 60, learningRate,
    data: () => {
      const x = Array.from({ length: 17 }, (_, i) => [i - 8]);
      return { x, y: x.map(([v]) => [3 * v]) };
    },
  });

  it('diverges above 2 / curvature, without any NaN, and the learning rate is named', () => {
    const data = train(line(0.05));
    expect(Number.isFinite(data.loss(59))).toBe(true);
    const [found] = diagnose(data);
    expect(found.rule).toBe('exploding-gradient');
    expect(found.evidence.causeId).toBe('learning-rate');
    expect(found.evidence.learningRate).toBe(0.05);
    expect(found.cause).toContain('learning rate 0.05');
  });

  it('is sound just below it, where it oscillates and converges', () => {
    expect(names(line(0.04))).toEqual([]);
  });

  it('is not told before it has happened', () => {
    expect(names({ ...line(0.05), steps: 2 })).toEqual([]);
  });
});

describe('softmax over one unit', () => {
  it('is the finding, with zero gradients from the first step on, whatever else is seen', () => {
    const setup: Setup = {
      inputs: 5, layers: [{ units: 20, activation: 'relu', std: glorot }, { units: 1, activation: 'softmax', std: glorot }],
      loss: 'squared', batch: 1, steps: 30, learningRate: 0.01,
      data: (r) => ({ x: Array.from({ length: 40 }, () => Array.from({ length: 5 }, () => r.uniform())), y: Array.from({ length: 40 }, (_, i) => [i % 2]) }),
    };
    const found = faults(setup);
    expect(found.map((one) => one.rule)).toEqual(['output-activation']);
    expect(found[0].consequences.map((one) => one.rule)).toContain('zero-gradient');
    expect(found[0].evidence.causeId).toBe('single-unit-softmax');
    expect(found[0].layers[0]).toBe('output');
    expect(found[0].step).toBe(0);
    expect(faults({ ...setup, steps: 1 }).map((one) => one.rule)).toEqual(['output-activation']);
  });
});

describe('ReLU units that die', () => {
  it('of a bias that keeps them below zero: an error that names the layer, the rest are its consequences', () => {
    const setup = stack(3, 24, 'relu', he);
    setup.layers[1].bias = -100;
    const found = faults({ ...setup, steps: 30 });
    expect(found.map((one) => one.rule)).toEqual(['dead-relu']);
    expect(found[0].severity).toBe('error');
    expect(found[0].layers[0]).toBe('hidden_2');
    expect(found[0].evidence.causeId).toBe('initialization');
    expect(found[0].consequences.map((one) => one.rule)).toEqual(['zero-gradient']);
  });

  it('a net with few distinct inputs and half its units silent is sound', () => {
    const setup = stack(3, 64, 'relu', he);
    const few = { ...setup, data: blobs(10, 16, 2), batch: 2, steps: 60, learningRate: 0.02 };
    const data = train(few);
    expect(data.value('hidden_3', 'deadFraction', 59)).toBeGreaterThan(0.2);
    expect(diagnose(data)).toEqual([]);
  });
});
