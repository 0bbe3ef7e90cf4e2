/** Rules on what goes together: optimizer arguments, losses, output activations, layers that are trained or not. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../src/diagnosis/index.js';
import { doubleSoftmax } from '../../../../src/diagnosis/rules/doubleSoftmax.js';
import { frozenWeights } from '../../../../src/diagnosis/rules/frozenWeights.js';
import { hiddenSoftmax } from '../../../../src/diagnosis/rules/hiddenSoftmax.js';
import { lossReduction } from '../../../../src/diagnosis/rules/lossReduction.js';
import { optimizerMisuse } from '../../../../src/diagnosis/rules/optimizerMisuse.js';
import { outputActivation } from '../../../../src/diagnosis/rules/outputActivation.js';
import { outputRange } from '../../../../src/diagnosis/rules/outputRange.js';
import { ask, inspection, layer, model, run } from '../syntheticRun.js';
import { hidden, net, output, soundRow, steps, targets } from './soundNet.js';

const layers = [hidden, output];
const optimizer = { className: 'AdamOptimizer', learningRate: 0.001, learningRateType: 'number', strayProperties: [] as string[] };
const withOptimizer = (more: Partial<typeof optimizer>, compile: string[] = []) =>
  net({ models: [model('net', layers, { optimizer: { ...optimizer, ...more }, strayCompileArguments: compile })] });

describe('optimizer-misuse', () => {
  it('tells an options object, and that the NaN and all after it come from there', () => {
    const data = withOptimizer({ learningRateType: 'object', learningRate: undefined });
    expect(ask(optimizerMisuse, data)[0]).toMatchObject({ severity: 'error', confidence: 1 });
    const loss = steps(40, (step) => (step < 2 ? 1.4 : NaN));
    const dead = data.row;
    const findings = diagnose(run({ ...data, loss, row: (one, step) => (step < 2 ? dead(one, step) : { ...soundRow, silentFraction: 1, deadFraction: 1, weightGradientNorm: NaN }), firstNonFinite: { step: 0, layer: 'hidden', where: 'update', weight: 'kernel' } }));
    expect(findings.map(({ rule }) => rule)).toEqual(['optimizer-misuse']);
    expect(findings[0].consequences.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['non-finite', 'dead-relu']));
  });

  it('takes a string for the number that it spells, as tfjs does, unless updates are NaN', () => {
    const text = withOptimizer({ learningRateType: 'string', learningRate: undefined });
    expect(ask(optimizerMisuse, text)).toEqual([]);
    const [found] = ask(optimizerMisuse, { ...text, row: (_one, step) => ({ ...soundRow, updateNonFinite: step < 4 ? 0 : 9 }) });
    expect(found.message).toBe("The learning rate of net's optimizer is a string, not a number: the updates are NaN from step 4 on.");
  });

  it('tells ignored arguments and properties, and is silent without', () => {
    expect(ask(optimizerMisuse, withOptimizer({}, ['lr', 'clipnorm']))[0].message).toBe('net.compile() was given lr and clipnorm, which tfjs ignores.');
    expect(ask(optimizerMisuse, withOptimizer({ strayProperties: ['clipNorm'] }))[0].message).toMatch(/^clipNorm set on net's optimizer does nothing/);
    expect(ask(optimizerMisuse, withOptimizer({}))).toEqual([]);
  });

  it('leaves optimizers of the program\'s own alone', () => {
    expect(ask(optimizerMisuse, withOptimizer({ className: 'Lookahead', learningRateType: 'undefined' }))).toEqual([]);
  });

  it('tells a twin that is trained along, but not a generator and its critic, nor twins that were listed', () => {
    const twin = layers.map((one) => ({ ...one, id: `t_${one.id}`, model: 'target', inbound: [] }));
    const both = (variables: 'all' | 'listed', other = twin) => ask(optimizerMisuse, {
      ...net(), layers: [...layers, ...other], models: [model('online', layers), model('target', other)], inspections: [inspection({ variables })], row: () => soundRow,
    });
    expect(both('all').map(({ message }) => message)).toEqual([expect.stringMatching(/^One step trains online and target/)]);
    expect(both('listed')).toEqual([]);
    expect(both('all', twin.slice(0, 1))).toEqual([]);
  });
});

describe('loss-reduction', () => {
  const reduced = (reduction: 'sum' | 'mean' | null, loss: number[], shape = [32, 8]) =>
    ask(lossReduction, net({ loss, inspections: [inspection({ reduction, inputs: [{ ...inspection().inputs[0], shape }] })] }));

  it('is a warning where training diverged, and information where it did not', () => {
    const [diverged] = reduced('sum', steps(20, (step) => (step < 5 ? 10 ** step : NaN)));
    expect(diverged.severity).toBe('warning');
    expect(diverged.message).toContain('sum over 32 examples');
    expect(reduced('sum', steps(60, (step) => 40 * 0.95 ** step))[0].severity).toBe('info');
  });

  it('is silent on means, on single examples, and where it cannot be told', () => {
    const falling = steps(60, (step) => 40 * 0.95 ** step);
    expect(reduced('mean', falling)).toEqual([]);
    expect(reduced(null, falling)).toEqual([]);
    expect(reduced('sum', falling, [1, 8])).toEqual([]);
  });
});

describe('output-activation', () => {
  const ended = (activation: string, losses: string[], units = 4) => {
    const last = { ...output, activation, outputShape: [null, units] };
    return ask(outputActivation, net({ layers: [hidden, last], models: [model('net', [hidden, last], { losses })] }));
  };

  it('tells softmax over one unit under any loss', () => {
    expect(ended('softmax', ['meanSquaredError'], 1)[0]).toMatchObject({ severity: 'error', evidence: { causeId: 'single-unit-softmax' } });
    expect(ended('softmax', ['meanSquaredError'], 2)).toEqual([]);
  });

  it.each(['linear', 'relu', 'tanh', 'elu'])('tells %s under a cross-entropy on probabilities', (activation) => {
    expect(ended(activation, ['categoricalCrossentropy'])[0]).toMatchObject({ severity: 'warning', layers: ['output'] });
    expect(ended(activation, ['binaryCrossentropy'])[0].cause).toContain('sigmoid makes probabilities');
    expect(ended(activation, ['meanSquaredError'])).toEqual([]);
  });

  it('has no more than information on sigmoid outputs under categorical cross-entropy', () => {
    expect(ended('sigmoid', ['categoricalCrossentropy'])[0].severity).toBe('info');
    expect(ended('sigmoid', ['binaryCrossentropy'])).toEqual([]);
    expect(ended('softmax', ['categoricalCrossentropy'])).toEqual([]);
  });
});

describe('output-range', () => {
  const aimed = (activation: string, target: Partial<typeof targets>, losses = ['meanSquaredError']) => {
    const last = { ...output, activation, outputShape: [null, 1] };
    return ask(outputRange, net({ layers: [hidden, last], models: [model('net', [hidden, last], { losses })], inspections: [inspection({ targets: [{ ...targets, ...target }] })] }));
  };

  it('is an error where the mean is out of reach, a warning where some targets are', () => {
    expect(aimed('sigmoid', { mean: 20, std: 5, min: 5, max: 40 })[0]).toMatchObject({ severity: 'error' });
    expect(aimed('sigmoid', { mean: 0.4, std: 1, min: -2, max: 3 })[0]).toMatchObject({ severity: 'warning' });
    expect(aimed('relu', { mean: -6, std: 1, min: -9, max: -3 })[0].message).toContain('numbers from 0 on');
  });

  it('is silent within the range and up to a tenth of a deviation beyond it', () => {
    expect(aimed('tanh', { mean: 0, std: 0.5, min: -1.05, max: 1.05 })).toEqual([]);
    expect(aimed('tanh', { mean: 0, std: 0.5, min: -1.06, max: 1.05 })).toHaveLength(1);
    expect(aimed('linear', { mean: 400, std: 90 })).toEqual([]);
  });

  it('is silent on class numbers', () => {
    expect(aimed('softmax', { mean: 4, std: 3, min: 0, max: 9, kind: 'integer' }, ['sparseCategoricalCrossentropy'])).toEqual([]);
  });
});

describe('double-softmax', () => {
  const called = (name: string, activation: string) => {
    const last = { ...output, activation };
    return ask(doubleSoftmax, net({ layers: [hidden, last], inspections: [inspection({ lossCalls: [{ name, predictionsOf: 'output' }] })] }));
  };

  it('tells probabilities under a loss on logits', () => {
    expect(called('softmaxCrossEntropy', 'softmax')[0].message).toContain('by output and again by tf.losses.softmaxCrossEntropy');
    expect(called('sigmoidCrossEntropy', 'sigmoid')).toHaveLength(1);
  });

  it('tells a softmax layer behind a softmax, and is silent on logits', () => {
    const twice = layer('again', 2, { className: 'Softmax', activation: null, weights: [], inbound: ['output'] });
    expect(ask(doubleSoftmax, net({ layers: [hidden, output, twice] }))).toHaveLength(1);
    expect(called('softmaxCrossEntropy', 'linear')).toEqual([]);
    expect(called('meanSquaredError', 'softmax')).toEqual([]);
    expect(called('sigmoidCrossEntropy', 'tanh')).toEqual([]);
  });
});

describe('hidden-softmax', () => {
  const second = layer('second', 1, { activation: 'softmax', inbound: ['hidden'] });
  const last = layer('output', 3, { activation: 'softmax', outputShape: [null, 4], inbound: ['dropout'] });

  it('tells softmax that another layer reads, through dropout, too', () => {
    const between = layer('dropout', 2, { className: 'Dropout', activation: null, weights: [], inbound: ['second'] });
    expect(ask(hiddenSoftmax, net({ layers: [hidden, second, between, last] }))[0]).toMatchObject({ severity: 'warning', layers: ['second'] });
  });

  it('is silent on outputs, and on attention that a product reads', () => {
    expect(ask(hiddenSoftmax, net())).toEqual([]);
    const dot = layer('dropout', 2, { className: 'Dot', activation: null, weights: [], inbound: ['second', 'hidden'] });
    expect(ask(hiddenSoftmax, net({ layers: [hidden, second, dot, last] }))).toEqual([]);
  });
});

describe('frozen-weights', () => {
  const cut = (more: Parameters<typeof net>[0] = {}) => ask(frozenWeights, net({ ...more, row: (one) => (one.id === 'hidden' ? { weightGradientNorm: undefined } : {}) }));

  it('tells a trainable layer without any gradient in fit, from the third step on', () => {
    expect(cut({ regularizationLoss: steps(200, () => 0) })[0]).toMatchObject({ severity: 'warning', layers: ['hidden'], stepsSeen: 200 });
    expect(cut({ regularizationLoss: [0, 0, 0], loss: [1, 1] })).toEqual([]);
  });

  it('has no more than information where the program lists what it trains', () => {
    expect(cut()[0].severity).toBe('info');
    expect(cut({ inspections: [inspection({ variables: 'all' })] })[0].severity).toBe('warning');
  });

  it('has no more than information on new layers that were frozen, and nothing on loaded ones', () => {
    const site = { file: 'model.ts', line: 3, column: 1 };
    const frozen = { ...hidden, weights: [{ name: 'kernel', shape: [8, 8], trainable: false }] };
    const found = (one: typeof frozen) => ask(frozenWeights, net({ layers: [one, output], row: ({ id }) => (id === 'hidden' ? { weightGradientNorm: undefined } : {}) }));
    expect(found({ ...frozen, site }).map(({ severity }) => severity)).toEqual(['info']);
    expect(found(frozen)).toEqual([]);
  });
});
