/** One finding per root cause; what follows from it is inside. */
import { describe, expect, it } from 'vitest';
import { foldConsequences } from '../../../src/diagnosis/chain.js';
import { diagnose } from '../../../src/diagnosis/index.js';
import type { Finding } from '../../../src/shared/report.js';
import type { LayerInfo } from '../../../src/shared/run.js';
import { layer, model, run, type Row } from './syntheticRun.js';

const STEPS = 40;
const relus = [1, 2, 3].map((i) => layer(`hidden_${i}`, i - 1));
const net = [...relus, layer('output', 3, { activation: 'linear', outputShape: [null, 1] })];
const tanhs = [1, 2, 3, 4].map((i) => layer(`hidden_${i}`, i - 1, { activation: 'tanh' }));
const sigmoidOutput = layer('output', 4, { activation: 'sigmoid', outputShape: [null, 1] });

/** A sound layer's numbers. */
const sound: Row = {
  activationMean: 0.4, activationStd: 0.6, activationRms: 0.7, silentFraction: 0.05, deadFraction: 0.05, saturatedFraction: 0,
  activationSlope: 0.9, activationNonFinite: 0, outputGradientRms: 0.01, outputGradientNorm: 0.3, weightGradientNorm: 0.5,
  weightNorm: 8, updateNorm: 0.008, updateToWeightRatio: 1e-3,
};
const losses = (of: (step: number) => number) => Array.from({ length: STEPS }, (_, step) => of(step));
const falling = losses((step) => 2 * 0.95 ** step);

describe('chains', () => {
  it('learning rate, explosion, dead ReLU, zero gradient: one finding', () => {
    const data = run({
      layers: net, loss: losses((step) => (step < 2 ? 2 : step < 6 ? 2 * 30 ** (step - 1) : 900)),
      row: (one, step) => {
        if (step < 6) return { ...sound, activationRms: 0.7 * 6 ** step, weightGradientNorm: 0.5 * 20 ** step, updateNorm: 4 * 10 ** step, updateToWeightRatio: 0.5 * 10 ** step };
        const dead = one.activation === 'relu';
        return { ...sound, weightGradientNorm: 0, outputGradientNorm: one.depth < 2 ? 0 : 0.3, ...(dead ? { silentFraction: 1, deadFraction: 1, activationRms: 0 } : {}) };
      },
    });
    const findings = diagnose(data);
    expect(findings).toHaveLength(1);
    expect(findings[0].rule).toBe('exploding-gradient');
    expect(findings[0].evidence.causeId).toBe('learning-rate');
    expect(findings[0].consequences.map((one) => one.rule).sort()).toEqual(['dead-relu', 'learning-rate-high', 'zero-gradient']);
  });

  it('saturated layers through which gradients vanish: one finding, saturation its cause', () => {
    const data = run({
      layers: [...tanhs, sigmoidOutput], loss: losses(() => 0.7),
      row: (one) => (one.activation === 'tanh'
        ? { ...sound, activationRms: 0.99, saturatedFraction: 0.9, activationSlope: 0.02, outputGradientNorm: 0.3 * 0.05 ** (3 - one.depth) }
        : sound),
    });
    const findings = diagnose(data);
    expect(findings).toHaveLength(1);
    expect(findings[0].rule).toBe('vanishing-gradient');
    expect(findings[0].evidence.causeId).toBe('saturation');
    expect(findings[0].consequences.map((one) => one.rule)).toEqual(['saturation']);
  });
});

describe('non-finite values', () => {
  const nanFrom = (first: number, row: (one: LayerInfo, step: number) => Row = () => sound) => (one: LayerInfo, step: number): Row =>
    (step < first ? row(one, step) : { ...sound, activationRms: Number.NaN, outputGradientNorm: Number.NaN, weightGradientNorm: Number.NaN, updateNorm: Number.NaN, silentFraction: 1, deadFraction: 1 });

  it.each([1, 2, 5])('at step %i: the tensor and the step are named, what follows is folded in', (first) => {
    const data = run({
      layers: net, loss: losses((step) => (step < first ? 2 : Number.NaN)), row: nanFrom(first),
      firstNonFinite: { step: first, layer: 'hidden_2', where: 'weightGradient', weight: 'kernel' },
    });
    const findings = diagnose(data);
    expect(findings.map((one) => one.rule)).toEqual(['non-finite']);
    expect(findings[0].step).toBe(first);
    expect(findings[0].layers).toEqual(['hidden_2']);
    expect(findings[0].message).toContain('weight gradient of hidden_2 (kernel)');
    expect(findings[0].message).toContain(`step ${first}`);
    expect(findings[0].evidence.causeId).toBe('operation-gradient');
    expect(findings[0].consequences.map((one) => one.rule)).toContain('dead-relu');
  });

  it('name the layers that they reached, in the order in which they did', () => {
    const reachedAt: Record<string, number> = { hidden_2: 3, hidden_1: 4 };
    const row = (one: LayerInfo, step: number): Row => ({ ...sound, weightGradientNonFinite: step >= (reachedAt[one.id] ?? Infinity) ? 7 : 0 });
    const [found] = diagnose(run({
      layers: net, loss: losses((step) => (step < 3 ? 2 : Number.NaN)), row, firstNonFinite: { step: 3, layer: null, where: 'loss', weight: null },
    }));
    const reached = found.consequences.filter(({ rule }) => rule === 'non-finite');
    expect(reached.map(({ layers, step }) => ({ layers, step }))).toEqual([{ layers: ['hidden_2'], step: 3 }, { layers: ['hidden_1'], step: 4 }]);
  });

  it('in the first output before any update: the data', () => {
    const [found] = diagnose(run({
      layers: net, loss: losses(() => Number.NaN), row: nanFrom(0), firstNonFinite: { step: 0, layer: 'hidden_1', where: 'activation', weight: null },
    }));
    expect(found.evidence.causeId).toBe('input-data');
  });

  it('in an update of finite gradients: the optimizer and its arguments', () => {
    const [found] = diagnose(run({
      layers: net, loss: losses((step) => (step < 2 ? 2 : Number.NaN)), row: nanFrom(2), firstNonFinite: { step: 1, layer: 'hidden_1', where: 'update', weight: 'kernel' },
    }));
    expect(found.evidence.causeId).toBe('optimizer');
  });

  it('after updates that were far too long: the learning rate', () => {
    const growing = (_one: LayerInfo, step: number): Row => ({ ...sound, weightGradientNorm: 5 * 10 ** step, updateNorm: 4 * 10 ** step, updateToWeightRatio: 10 ** step });
    const [found] = diagnose(run({
      layers: net, loss: losses((step) => (step < 2 ? 2 : Number.NaN)), row: nanFrom(2, growing), firstNonFinite: { step: 2, layer: null, where: 'loss', weight: null },
    }));
    expect(found.rule).toBe('non-finite');
    expect(found.evidence.causeId).toBe('learning-rate');
    expect(found.message).toMatch(/^The loss is the first/);
  });
});

describe('several models', () => {
  it('each is judged by its own steps, and only the sick one is named', () => {
    const other = [1, 2, 3].map((i) => layer(`critic_${i}`, i - 1, { model: 'critic' })).concat(layer('value', 3, { model: 'critic', activation: 'linear', outputShape: [null, 1] }));
    const data = run({
      layers: [...net, ...other], models: [model('net', net), model('critic', other)], loss: losses(() => 1),
      modelsOf: (step) => [step % 2 === 0 ? 'net' : 'critic'],
      row: (one, step) => {
        if ((step % 2 === 0) !== (one.model === 'net')) return undefined;
        return one.id === 'critic_2' ? { ...sound, silentFraction: 1, deadFraction: 1 } : sound;
      },
    });
    const findings = diagnose(data);
    expect(findings.map((one) => one.rule)).toEqual(['dead-relu']);
    expect(findings[0].layers).toEqual(['critic_2']);
    expect(findings[0].stepsSeen).toBe(STEPS / 2);
  });

  it('variables of no model are judged too', () => {
    const weights = layer('weights', 0, { className: 'Variable', model: null, activation: null });
    const data = run({
      layers: [weights], models: [], loss: losses((step) => 3 * 4 ** step), modelsOf: () => [],
      row: (_one, step) => ({ weightGradientNorm: 10 * 2 ** step, updateNorm: 3 * 2 ** step, weightNorm: 1 + 2 ** step, updateToWeightRatio: 2 }),
    });
    expect(diagnose(data).map((one) => one.rule)).toEqual(['exploding-gradient']);
  });
});

describe('what is no fault', () => {
  const same = (row: Row) => () => row;

  it('a converged net with tiny gradients', () => {
    const data = run({ layers: net, loss: losses((step) => 1e-4 * 0.9 ** step), row: same({ ...sound, outputGradientNorm: 1e-9, weightGradientNorm: 1e-9, updateToWeightRatio: 1e-12 }) });
    expect(diagnose(data)).toEqual([]);
  });

  it('gradients of exactly 0 because the loss is 0', () => {
    const data = run({ layers: net, loss: losses((step) => (step < 5 ? 1 : 0)), row: (_one, step) => (step < 5 ? sound : { ...sound, weightGradientNorm: 0, outputGradientNorm: 0 }) });
    expect(diagnose(data)).toEqual([]);
  });

  it('hidden layers that saturated while the loss fell; a layer flat from start to end is one', () => {
    const layers = [layer('hidden', 0, { activation: 'sigmoid' }), layer('output', 1, { activation: 'linear' })];
    const loss = Array.from({ length: 60 }, (_, step) => 10 * 0.9 ** step);
    const saturated = (share: (step: number) => number) => diagnose(run({
      layers, loss, row: (one, step) => ({ ...sound, saturatedFraction: one.id === 'hidden' ? share(step) : 0 }),
    }));
    expect(saturated((step) => Math.min(0.95, step / 40))).toEqual([]);
    const [flat, ...others] = saturated(() => 0.98);
    expect(others).toEqual([]);
    expect(flat).toMatchObject({ rule: 'saturation', layers: ['hidden'], step: 0 });
  });

  it('a saturated output unit with a low loss; with a loss that stays it is one', () => {
    const row = (one: LayerInfo): Row => ({ ...sound, activationSlope: 0.9, saturatedFraction: one.id === 'output' ? 1 : 0.1 });
    const layers = [...tanhs, sigmoidOutput];
    expect(diagnose(run({ layers, loss: falling, row }))).toEqual([]);
    const stuck = diagnose(run({ layers, loss: losses(() => 2000), row }));
    expect(stuck.map((one) => one.rule)).toEqual(['saturation']);
    expect(stuck[0].evidence.causeId).toBe('output-range');
  });

  it('tanh nets whose first gradients are 56 times smaller or larger than the last', () => {
    for (const factor of [56, 1 / 56]) {
      const row = (one: LayerInfo): Row => ({ ...sound, outputGradientNorm: 0.3 * factor ** (one.depth / 3) });
      expect(diagnose(run({ layers: [...tanhs, sigmoidOutput], loss: falling, row }))).toEqual([]);
    }
  });

  it('zero weights with an infinite first update ratio, and batches of zero rows', () => {
    const row = (_one: LayerInfo, step: number): Row => ({
      ...sound, ...(step === 0 ? { weightNorm: 0, updateToWeightRatio: Number.POSITIVE_INFINITY } : {}),
      ...(step % 7 === 3 ? { silentFraction: 1, weightGradientNorm: 0, outputGradientNorm: 0, activationRms: 0 } : {}),
    });
    expect(diagnose(run({ layers: net, loss: falling, row }))).toEqual([]);
  });

  it('60 % silent ReLU units', () => {
    expect(diagnose(run({ layers: net, loss: losses(() => 2), row: same({ ...sound, silentFraction: 0.6, deadFraction: 0.6 }) }))).toEqual([]);
  });

  it('a loss far above its start on single batches', () => {
    const loss = losses((step) => (step % 8 === 4 ? 500 : 1));
    expect(diagnose(run({ layers: net, loss, row: same(sound) }))).toEqual([]);
  });

  it('scale that normalization divides away: raw pixels before the first batch normalization', () => {
    const layers = [
      layer('conv_1', 0, { className: 'Conv2D', activation: 'linear' }), layer('norm_1', 1, { className: 'BatchNormalization', activation: null }),
      layer('conv_2', 2, { className: 'Conv2D' }), layer('conv_3', 3, { className: 'Conv2D' }), layer('output', 4, { activation: 'softmax' }),
    ];
    const row = (one: LayerInfo): Row => (one.id === 'conv_1' ? { ...sound, activationRms: 200, outputGradientNorm: 0.001 } : sound);
    expect(diagnose(run({ layers, loss: falling, row }))).toEqual([]);
  });
});

describe('a run that grows', () => {
  it('keeps a finding once it is told', () => {
    const row = (one: LayerInfo): Row => ({ ...sound, outputGradientNorm: one.activation === 'tanh' ? 0.3 * 0.01 ** (3 - one.depth) : 0.3 });
    for (const steps of [1, 2, 5, 20, 40]) {
      const [found] = diagnose(run({ layers: [...tanhs, sigmoidOutput], loss: falling.slice(0, steps), row }));
      expect(found.rule).toBe('vanishing-gradient');
      expect(found.step).toBe(0);
    }
  });
});

describe('folding', () => {
  const found = (rule: Finding['rule'], severity: Finding['severity'], step: number, evidence: Finding['evidence'] = {}): Finding => ({
    rule, severity, step, layers: [], confidence: 0.8, message: rule, cause: rule, evidence, consequences: [], stepsSeen: STEPS,
  });
  const rulesOf = (findings: readonly Finding[]) => foldConsequences(findings).map(({ rule }) => rule);

  it('makes a cause as serious as what it leads to', () => {
    const [root, ...others] = foldConsequences([found('input-scale', 'warning', 0), found('non-finite', 'error', 7)]);
    expect(others).toEqual([]);
    expect(root).toMatchObject({ rule: 'input-scale', severity: 'error', consequences: [{ rule: 'non-finite', step: 7 }] });
  });

  it('takes steps that are too long for what an ignored bound on them led to, and nothing else', () => {
    const misuse = (evidence: Finding['evidence']) => found('optimizer-misuse', 'warning', 0, evidence);
    const died = (causeId: string) => found('dead-relu', 'error', 5, { causeId });
    expect(rulesOf([misuse({ ignored: 'lr', ignoredBound: 'lr' }), died('learning-rate')])).toEqual(['optimizer-misuse']);
    expect(rulesOf([misuse({ ignored: 'lr', ignoredBound: 'lr' }), died('initialization')])).toEqual(['optimizer-misuse', 'dead-relu']);
    expect(rulesOf([misuse({ ignored: 'lossWeights' }), died('learning-rate')])).toEqual(['optimizer-misuse', 'dead-relu']);
  });

  it('lets information hide nothing', () => {
    expect(rulesOf([found('loss-reduction', 'info', 0), found('exploding-gradient', 'error', 3)])).toEqual(['loss-reduction', 'exploding-gradient']);
  });

  it('has no cause that comes after its effect, except where it was there all along', () => {
    expect(rulesOf([found('exploding-gradient', 'error', 9), found('dead-relu', 'error', 2)])).toEqual(['exploding-gradient', 'dead-relu']);
    expect(rulesOf([found('target-scale', 'warning', 9), found('exploding-gradient', 'error', 2)])).toEqual(['target-scale']);
  });

  it('keeps the consequences of a consequence', () => {
    const [root] = foldConsequences([found('data-non-finite', 'error', 0), found('non-finite', 'error', 1), found('dead-relu', 'error', 1)]);
    expect(root.consequences.map(({ rule }) => rule).sort()).toEqual(['dead-relu', 'non-finite']);
  });

  it('leaves apart what has nothing to do with each other', () => {
    expect(rulesOf([found('frozen-weights', 'warning', 0), found('dead-relu', 'error', 5)])).toEqual(['frozen-weights', 'dead-relu']);
  });
});
