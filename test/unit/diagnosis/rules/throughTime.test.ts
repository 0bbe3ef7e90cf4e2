/** Rules on the gradient's way back through the time steps of a recurrent layer. */
import { describe, expect, it } from 'vitest';
import { explodingThroughTime } from '../../../../src/diagnosis/rules/explodingThroughTime.js';
import { vanishingThroughTime } from '../../../../src/diagnosis/rules/vanishingThroughTime.js';
import { ask, layer } from '../syntheticRun.js';
import { net, output, steps } from './soundNet.js';

/** A layer that reads `timeSteps` inputs and multiplies the gradient by `factor` on its way back from one to the one before. */
function recurrent(factor: number, timeSteps: number, direction: 'forward' | 'backward' = 'forward', loss = steps(60, () => 1.38)) {
  const reader = layer('reader', 0, { className: 'SimpleRNN', activation: 'tanh', recurrent: direction });
  const forward = steps(timeSteps, (t) => 0.01 * factor ** (timeSteps - 1 - t));
  return net({ layers: [reader, { ...output, inbound: ['reader'] }], loss, hidden: (one) => (one.id === 'reader' ? (direction === 'forward' ? forward : [...forward].reverse()) : undefined) });
}

describe('vanishing-through-time', () => {
  it('tells what float32 loses: 2^-24 over all time steps', () => {
    const [found] = ask(vanishingThroughTime, recurrent(0.5, 26));
    expect(found).toMatchObject({ severity: 'warning', layers: ['reader'] });
    expect(found.evidence.attenuationLog2).toBeCloseTo(25, 3);
    expect(found.evidence.gainPerTimeStep).toBeCloseTo(0.5, 4);
    expect(ask(vanishingThroughTime, recurrent(0.5, 24))).toEqual([]);
  });

  it('reads backward layers from their end', () => {
    expect(ask(vanishingThroughTime, recurrent(0.5, 26, 'backward'))).toHaveLength(1);
    expect(ask(explodingThroughTime, recurrent(0.5, 26, 'backward'))).toEqual([]);
  });

  it('has no more than information where the loss falls, and needs 20 steps to see that it does not', () => {
    expect(ask(vanishingThroughTime, recurrent(0.5, 26, 'forward', steps(60, (step) => 1.38 * 0.97 ** step)))[0].severity).toBe('info');
    expect(ask(vanishingThroughTime, recurrent(0.5, 26, 'forward', steps(19, () => 1.38)))[0].severity).toBe('info');
  });

  it('is silent on an LSTM with forget bias 1 over 50 time steps, and on fewer than 8', () => {
    expect(ask(vanishingThroughTime, recurrent(0.73, 50))).toEqual([]);
    expect(ask(vanishingThroughTime, recurrent(1e-5, 7))).toEqual([]);
  });
});

describe('exploding-through-time', () => {
  it('tells 100-fold growth by a tenth and more a time step', () => {
    const [found] = ask(explodingThroughTime, recurrent(1.3, 30));
    expect(found.evidence.gainPerTimeStep).toBeCloseTo(1.3, 4);
    expect(found.message).toContain('30 time steps');
    expect(ask(explodingThroughTime, recurrent(1.3, 18))).toEqual([]); // 1.3^17 = 87
    expect(ask(explodingThroughTime, recurrent(1.09, 80))).toEqual([]);
  });

  it('is silent on factors of 1 and below', () => {
    for (const factor of [0.9, 1]) expect(ask(explodingThroughTime, recurrent(factor, 40))).toEqual([]);
  });
});
