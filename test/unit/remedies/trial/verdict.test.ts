import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../../src/remedies/trial/measure.js';
import { outcome } from '../../../../src/remedies/trial/outcome.js';
import { isWorthBoth, rank } from '../../../../src/remedies/trial/tryFixes.js';
import { judge } from '../../../../src/remedies/trial/verdict.js';
import type { Remedy, RuleId, Trial } from '../../../../src/shared/report.js';

interface Made {
  rules?: RuleId[];
  ratio?: number;
  first?: number;
  learnsFromItself?: boolean;
}

function made(losses: number[], { rules = [], ratio = 0.5, first = 1, learnsFromItself = false }: Made = {}): Measurement[] {
  return losses.map((loss) => ({ losses: [first, loss], first, loss, gradientRatio: ratio, learnsFromItself, rules: new Set(rules) }));
}

const VANISHING: Made = { rules: ['vanishing-gradient'], ratio: 1e-6 };
const STUCK = { before: made([0.69, 0.7, 0.68], VANISHING), randomChange: made([0.68, 0.69, 0.7], VANISHING) };

function verdictOf(after: Measurement[], { before, randomChange } = STUCK, rule: RuleId = 'vanishing-gradient', comparable = true): string {
  return judge({ before, after, randomChange }, rule, comparable).verdict;
}

describe('the verdict on a trial', () => {
  it('is that it helps where the loss comes lower in every seed than chance explains', () => {
    expect(judge({ ...STUCK, after: made([0.12, 0.14, 0.11]) }, 'vanishing-gradient', true)).toEqual({ verdict: 'helps', solved: true, newFindings: [] });
    expect(verdictOf(made([0.12, 0.14, 0.11], VANISHING)), 'although the finding stays').toBe('helps');
  });

  it('of a model that learns from what is being trained hangs on its gradient, not on its loss', () => {
    const policy = { ...VANISHING, learnsFromItself: true };
    const unsound = { before: made([0.69, 0.7, 0.68], policy), randomChange: made([0.68, 0.69, 0.7], policy) };
    expect(verdictOf(made([0.12, 0.14, 0.11], policy), unsound)).toBe('no-effect');
    expect(verdictOf(made([0.9, 1.1, 1], { learnsFromItself: true }), unsound)).toBe('helps');
    expect(verdictOf(made([NaN, NaN, NaN], { learnsFromItself: true }), unsound)).toBe('worse');
  });

  it('is no effect where one seed of three does not gain', () => {
    expect(verdictOf(made([0.3, 0.3, 0.69], VANISHING))).toBe('no-effect');
  });

  it('is no effect where nothing changed at all, and where other initial weights change as much', () => {
    expect(verdictOf(STUCK.before)).toBe('no-effect');
    const before = made([0.5, 0.6, 0.4], VANISHING);
    expect(verdictOf(made([0.4, 0.5, 0.3], VANISHING), { before, randomChange: made([0.35, 0.45, 0.55], VANISHING) })).toBe('no-effect');
  });

  it('is worse where the loss rises in every seed by more than chance explains, or overflows', () => {
    expect(verdictOf(made([0.9, 1.1, 1]))).toBe('worse');
    expect(verdictOf(made([NaN, 0.1, NaN]))).toBe('worse');
    expect(verdictOf(made([0.1, Infinity, 0.1])), 'even if the others gain').toBe('worse');
  });

  it('is that it helps where the loss is finite at last', () => {
    const broken: Made = { rules: ['non-finite'] };
    const unsound = { before: made([NaN, NaN, Infinity], broken), randomChange: made([NaN, NaN, NaN], broken) };
    expect(verdictOf(made([3, 2, 4]), unsound, 'non-finite')).toBe('helps');
    expect(verdictOf(made([NaN, NaN, NaN], broken), unsound, 'non-finite')).toBe('no-effect');
    expect(verdictOf(made([NaN, NaN, NaN]), unsound, 'non-finite'), 'a finding that went with the run is not solved').toBe('no-effect');
  });

  it('takes a gradient that flows for help before the loss has moved', () => {
    expect(judge({ ...STUCK, after: made([0.68, 0.7, 0.69]) }, 'vanishing-gradient', true)).toMatchObject({ verdict: 'helps', solved: true });
    expect(verdictOf(made([0.68, 0.7, 0.69], { rules: ['vanishing-gradient'], ratio: 1e-3 })), 'although the finding stays').toBe('helps');
    expect(verdictOf(made([0.9, 1, 1.1])), 'not at the price of the loss').toBe('worse');
  });

  it('does not praise a fix that brings another finding, and names it', () => {
    const rules: RuleId[] = ['vanishing-gradient', 'dead-relu'];
    expect(judge({ ...STUCK, after: made([0.1, 0.1, 0.1], { rules }) }, 'vanishing-gradient', true))
      .toEqual({ verdict: 'no-effect', solved: false, newFindings: ['dead-relu'] });
    const chance = { before: STUCK.before, randomChange: made([0.68, 0.69, 0.7], { rules }) };
    expect(verdictOf(made([0.1, 0.1, 0.1], { rules }), chance), 'unless it comes and goes by chance').toBe('helps');
  });

  it('praises nothing in a healthy program', () => {
    const healthy = { before: made([0.02, 0.03, 0.025], { ratio: 0.04 }), randomChange: made([0.028, 0.022, 0.03], { ratio: 0.05 }) };
    expect(verdictOf(made([0.021, 0.028, 0.026], { ratio: 0.9 }), healthy)).toBe('no-effect');
  });

  it('does not call a finding solved that other initial weights lose as well', () => {
    const { before } = STUCK;
    expect(verdictOf(made([0.68, 0.7, 0.69]), { before, randomChange: made([0.69, 0.69, 0.69]) })).toBe('no-effect');
  });

  it('compares losses that can be negative by their difference', () => {
    const score = { before: made([-1, -1.1, -0.9]), randomChange: made([-0.95, -1, -1.05]) };
    expect(verdictOf(made([-5, -5.2, -4.9]), score)).toBe('helps');
    expect(verdictOf(made([0, 0.1, 0.2]), score)).toBe('worse');
    expect(verdictOf(made([-1, -1.05, -0.9]), score)).toBe('no-effect');
  });

  it('judges losses that mean something else by how far they came from their start', () => {
    const summed = { before: made([60, 62, 61], { first: 64 }), randomChange: made([61, 60, 62], { first: 64 }) };
    expect(verdictOf(made([0.95, 0.96, 0.95], { first: 1 }), summed, 'loss-reduction', false)).toBe('no-effect');
    expect(verdictOf(made([0.2, 0.3, 0.25], { first: 1 }), summed, 'loss-reduction', false)).toBe('helps');
  });
});

describe('the order of what was tried', () => {
  const fix = (id: string, verdict: Trial['verdict'], [min, median, max]: readonly [number, number, number], changesLoss = false): { remedies: Remedy[]; trial: Trial } => {
    const after = { loss: { min, median, max }, gradientRatio: { min: 1, median: 1, max: 1 }, lossCurve: [1, median] };
    const trial = { verdict, after } as Trial;
    return { remedies: [{ id, title: id, explanation: '', edits: [], createFiles: [], changesLoss, trial }], trial };
  };
  const order = (...fixes: ReturnType<typeof fix>[]): string[] => rank(fixes).map(({ remedies }) => remedies[0]!.id);

  it('is by verdict, then by loss', () => {
    expect(order(fix('worse', 'worse', [0, 0, 0]), fix('none', 'no-effect', [0.1, 0.1, 0.1]), fix('good', 'helps', [0.5, 0.5, 0.6]), fix('best', 'helps', [0.2, 0.2, 0.3])))
      .toEqual(['best', 'good', 'none', 'worse']);
  });

  it('keeps what fits the cause best in front where seeds differ by more than the fixes', () => {
    expect(order(fix('fits', 'helps', [0.2, 0.4, 0.5]), fix('lower', 'helps', [0.1, 0.3, 0.6]), fix('higher', 'helps', [0.7, 0.7, 0.7]))).toEqual(['fits', 'lower', 'higher']);
  });

  it('has a pair in it only where each seed came lower than any of the halves that help', () => {
    const [half, other] = [fix('half', 'helps', [0.3, 0.4, 0.5]), fix('other', 'worse', [0.8, 0.9, 1])];
    const isWorth = (...loss: [number, number, number]): boolean => {
      const { trial } = fix('pair', 'helps', loss);
      return isWorthBoth({ remedies: [...other.remedies, ...half.remedies], trial }, [half, other]);
    };
    expect(isWorth(0.1, 0.2, 0.29)).toBe(true);
    expect(isWorth(0.1, 0.2, 0.31)).toBe(false);
  });
});

describe('the outcome of several seeds', () => {
  it('has median and range, in which what is not finite is the largest', () => {
    expect(outcome(made([0.2, NaN, 0.1])).loss).toEqual({ median: 0.2, min: 0.1, max: 'NaN' });
  });

  it('has a curve of at most 50 points that runs from the first steps to the last', () => {
    const losses = Array.from({ length: 200 }, (_, step) => 200 - step);
    const { lossCurve } = outcome([0, 1, 5].map((more) => ({ ...made([1])[0]!, losses: losses.map((loss) => loss + more) })));
    expect(lossCurve).toHaveLength(50);
    expect(lossCurve[0]).toBe((200 + 199 + 198 + 197) / 4 + 1);
    expect(lossCurve.at(-1)).toBe((4 + 3 + 2 + 1) / 4 + 1);
    expect(outcome(made([0.5, 0.4, 0.3])).lossCurve).toEqual([1, 0.4]);
  });
});
