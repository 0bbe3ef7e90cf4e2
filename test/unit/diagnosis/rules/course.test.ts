/** Rules on how the loss and the weights move. */
import { describe, expect, it } from 'vitest';
import { batchSize } from '../../../../src/diagnosis/rules/batchSize.js';
import { constantOutput } from '../../../../src/diagnosis/rules/constantOutput.js';
import { explodingGradient } from '../../../../src/diagnosis/rules/explodingGradient.js';
import { learningRateHigh } from '../../../../src/diagnosis/rules/learningRateHigh.js';
import { learningRateLow } from '../../../../src/diagnosis/rules/learningRateLow.js';
import { overRegularization } from '../../../../src/diagnosis/rules/overRegularization.js';
import { plateau } from '../../../../src/diagnosis/rules/plateau.js';
import { slowLearning } from '../../../../src/diagnosis/rules/slowLearning.js';
import { unstableLoss } from '../../../../src/diagnosis/rules/unstableLoss.js';
import type { Rule } from '../../../../src/diagnosis/rule.js';
import { ask, inspection, model, tensor } from '../syntheticRun.js';
import { hidden, labels, net, output, steps } from './soundNet.js';

const chance = Math.log(4);
const models = [model('net', [hidden, output], { losses: ['categoricalCrossentropy'] })];
const course = (loss: number[], more: Parameters<typeof net>[0] = {}) => net({ models, loss, ...more });
const still = (count: number) => steps(count, () => chance);
const all: Rule[] = [batchSize, constantOutput, learningRateHigh, learningRateLow, overRegularization, plateau, slowLearning, unstableLoss];

describe('a loss that falls', () => {
  it.each(all.map((rule) => [rule.id, rule] as const))('says nothing to %s, at any length of run', (_, rule) => {
    for (const count of [1, 5, 20, 60, 200, 1000]) expect(ask(rule, course(steps(count, (step) => 1.5 * Math.exp(-step / 60) + 0.01)))).toEqual([]);
  });

  it.each(all.map((rule) => [rule.id, rule] as const))('and one that is long converged says nothing to %s', (_, rule) => {
    const loss = steps(600, (step) => Math.max(1e-6, 1.5 * Math.exp(-step / 20)));
    expect(ask(rule, course(loss, { row: (_one, step) => (step > 200 ? { updateToWeightRatio: 1e-9, weightGradientNorm: 1e-8 } : {}) }))).toEqual([]);
  });
});

describe('a model that learns from what is being trained', () => {
  const inspections = (feedback: number) => [0, 1, 2, 4, 8, 16, 32].map((step) => inspection({ step, targets: [labels], feedback }));
  const diverging = (count: number) => steps(count, (step) => 1.1 ** step);
  const jumping = steps(200, (step) => (step > 100 && step % 3 === 0 ? 9 : 1));
  const cases: [string, Rule, number[], number][] = [
    ['plateau', plateau, still(200), 1e-3], ['unstable-loss', unstableLoss, jumping, 1e-3],
    ['learning-rate-high', learningRateHigh, still(60), 0.2], ['learning-rate-low', learningRateLow, still(60), 1e-5],
    ['slow-learning', slowLearning, steps(200, (step) => 1.6 * (1 - step / 2800)), 1e-3],
  ];

  it.each(cases)('is not judged by %s: its losses are not values of one function', (_, rule, loss, updateToWeightRatio) => {
    const told = (feedback: number) => ask(rule, course(loss, { inspections: inspections(feedback), row: () => ({ updateToWeightRatio }) }));
    expect(told(0.25)).toHaveLength(1);
    expect(told(0.5)).toEqual([]);
  });

  it('diverges only where its updates go too far, whatever the loss of the first step was', () => {
    const grown = (updateNorm: number, feedback: number) => ask(explodingGradient, course(diverging(100), {
      inspections: inspections(feedback),
      row: (_one, step) => ({ weightGradientNorm: 0.5 * 1.1 ** step, activationRms: 0.7 * 1.1 ** step, updateNorm }),
    }));
    // Two layers whose gradient is half of the loss: an update as long as 4 goes for 4 times what there is.
    expect(grown(0.1, 0)).toHaveLength(1);
    expect(grown(0.1, 1)).toEqual([]);
    expect(grown(4, 1)).toHaveLength(1);
  });
});

describe('learning-rate-high', () => {
  const moved = (ratio: number, loss: number[]) => ask(learningRateHigh, course(loss, { row: () => ({ updateToWeightRatio: ratio }) }));

  it('tells updates of a tenth of the weights with a loss that stands, after 20 steps', () => {
    const [found] = moved(0.1, still(20));
    expect(found).toMatchObject({ severity: 'warning', layers: ['hidden', 'output'], stepsSeen: 20 });
    expect(found.cause).toContain('learning rate 0.1');
    expect(moved(0.1, still(19))).toEqual([]);
    expect(moved(0.099, still(60))).toEqual([]);
  });

  it('is silent where such updates learn', () => {
    expect(moved(0.3, steps(60, (step) => chance * 0.97 ** step))).toEqual([]);
  });
});

describe('learning-rate-low', () => {
  const moved = (ratio: number, loss: number[]) => ask(learningRateLow, course(loss, { row: () => ({ updateToWeightRatio: ratio }) }));

  it('tells updates below 1e-4 with a loss that stands', () => {
    expect(moved(9e-5, still(60))[0].severity).toBe('warning');
    expect(moved(1.1e-4, still(60))).toEqual([]);
    expect(moved(9e-5, still(19))).toEqual([]);
  });

  it('is silent where so little is enough, and in a rate that warms up', () => {
    expect(moved(9e-5, steps(60, (step) => chance * 0.97 ** step))).toEqual([]);
    expect(ask(learningRateLow, course(still(60), { row: (_one, step) => ({ updateToWeightRatio: 2e-5 * step }) }))).toEqual([]);
  });
});

describe('unstable-loss', () => {
  it('tells jumps above twice the worst start in a tenth of the later steps', () => {
    const jumps = (every: number) => ask(unstableLoss, course(steps(100, (step) => (step >= 50 && step % every === 0 ? 2.1 : 1))));
    expect(jumps(10)[0].message).toMatch(/^The loss jumps: 10 %/);
    expect(jumps(13)).toEqual([]);
  });

  it('tells a loss that grew by half, and is silent on less', () => {
    const grows = (to: number) => ask(unstableLoss, course(steps(100, (step) => 1 + ((to - 1) * step) / 90)));
    expect(grows(1.7)[0].message).toMatch(/^The loss grows/);
    expect(grows(1.4)).toEqual([]);
  });

  it('does not judge batches of fewer than four, nor fewer than 60 steps', () => {
    const jumping = steps(100, (step) => (step > 50 && step % 3 === 0 ? 9 : 1));
    expect(ask(unstableLoss, course(jumping))).toHaveLength(1);
    expect(ask(unstableLoss, course(jumping, { inspections: [inspection({ inputs: [tensor({ shape: [2, 8] })] })] }))).toEqual([]);
    expect(ask(unstableLoss, course(jumping.slice(41, 100)))).toEqual([]);
  });
});

describe('plateau', () => {
  it('tells a loss that has not moved in 100 steps, and what it costs to guess', () => {
    expect(ask(plateau, course(steps(100, () => 3)))[0]).toMatchObject({ severity: 'warning', stepsSeen: 100 });
    expect(ask(plateau, course(steps(99, () => 3)))).toEqual([]);
    expect(ask(plateau, course(steps(100, (step) => (step < 10 ? 3 : chance))))[0].message).toContain('best constant guess');
  });

  it('is silent on a loss that is about to fall, and on a low one that stands', () => {
    expect(ask(plateau, course(steps(200, (step) => (step < 150 ? chance : chance * 0.99 ** (step - 150)))))).toEqual([]);
    expect(ask(plateau, course(steps(200, (step) => (step < 30 ? chance : 0.3))))).toEqual([]);
  });
});

describe('slow-learning', () => {
  const falls = (to: number, count = 200) => ask(slowLearning, course(steps(count, (step) => 1.6 * (1 - ((1 - to) * step) / (count - 1)))));

  it('tells a loss that lost less than a tenth in 200 steps', () => {
    expect(falls(0.93)[0]).toMatchObject({ severity: 'warning', confidence: 0.7 });
    expect(falls(0.8)).toEqual([]);
    expect(falls(0.93, 199)).toEqual([]);
  });
});

describe('batch-size', () => {
  const noisy = (examples: number, count = 100) => ask(batchSize, course(steps(count, (step) => (step % 2 === 0 ? 0.4 : 1.6)), {
    inspections: [inspection({ inputs: [tensor({ shape: [examples, 8] })] })],
  }));

  it('tells batches of fewer than four whose loss scatters and stands', () => {
    expect(noisy(1)[0].message).toMatch(/^Batches of 1 make the loss jump/);
    expect(noisy(4)).toEqual([]);
    expect(noisy(1, 99)).toEqual([]);
  });

  it('is silent on single examples that learn', () => {
    const loss = steps(200, (step) => (step % 2 === 0 ? 0.4 : 1.6) * Math.exp(-step / 80));
    expect(ask(batchSize, course(loss, { inspections: [inspection({ inputs: [tensor({ shape: [1, 8] })] })] }))).toEqual([]);
  });
});

describe('constant-output', () => {
  const spread = (batchStd: number, loss = still(60)) => ask(constantOutput, course(loss, { row: () => ({ activationBatchStd: batchStd }) }));

  it('tells an output that varies by less than a thousandth of the targets', () => {
    expect(spread(4e-4)[0]).toMatchObject({ severity: 'warning', layers: ['output'] });
    expect(spread(4.4e-4)).toEqual([]); // the labels' deviation is 0.43
    expect(spread(4e-4, still(49))).toEqual([]);
  });

  it('is silent where the loss shows that it was not constant, and on batches of one', () => {
    expect(spread(0, steps(60, (step) => chance * 0.96 ** step))).toEqual([]);
    expect(ask(constantOutput, course(still(60), { inspections: [inspection({ inputs: [tensor({ shape: [1, 8] })] })], row: () => ({ activationBatchStd: 0 }) }))).toEqual([]);
  });
});

describe('over-regularization', () => {
  const penalized = (penalty: (step: number) => number, data: (step: number) => number, count = 60) =>
    ask(overRegularization, course(steps(count, (step) => data(step) + penalty(step)), { regularizationLoss: steps(count, penalty) }));

  it('tells penalties that outweigh the data twice over and stay half of the loss', () => {
    expect(penalized(() => 2 * chance, () => chance)[0].severity).toBe('warning');
    expect(penalized(() => 1.9 * chance, (step) => chance * 0.98 ** step)).toEqual([]);
    expect(penalized(() => 2 * chance, () => chance, 19)).toEqual([]);
  });

  it('tells data that was given up for a quarter of the loss', () => {
    expect(penalized((step) => 0.5 * 0.9 ** step, () => 0.99 * chance)).toHaveLength(1);
    expect(penalized((step) => 0.4 * 0.9 ** step, () => 0.99 * chance)).toEqual([]);
  });

  it('is silent where penalties are all that is left of a fitted loss', () => {
    expect(penalized(() => 0.2, (step) => chance * 0.9 ** step)).toEqual([]);
    expect(labels.labelEntropy).toBeCloseTo(chance);
  });
});
