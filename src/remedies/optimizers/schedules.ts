/** Learning rate schedules and warm-up. tfjs has none, so a helper is written. */
import type { Remedy } from '../../shared/report.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { optimizerSites } from './sites.js';
import { isWrapped, wrapOptimizers } from './wrapOptimizer.js';

interface Schedule {
  id: string;
  wrapper: string;
  /** Parameters for a run of so many steps. */
  args(steps: number): number[];
  title(args: readonly number[]): string;
  shortTitle: string;
  explanation: string;
  weight: number;
}

/** Schedules end where these steps do. */
const share = (steps: number, part: number): number => Math.max(1, Math.round(steps * part));

const WARM_UP: Schedule = {
  id: 'warm-up',
  wrapper: 'withWarmUp',
  args: (steps) => [share(steps, 0.1)],
  title: ([steps]) => `Warm the learning rate up over the first ${steps} steps`,
  shortTitle: 'Learning rate warm-up',
  explanation:
    'At the start the curvature is highest and Adam\'s averages are hardly filled, so that full steps can throw the weights away; ' +
    'the rate grows linearly to its value over the first steps (Goyal et al., 2017).',
  weight: 1,
};

const INVERSE_TIME: Schedule = {
  id: 'inverse-time-decay',
  wrapper: 'withInverseTimeDecay',
  args: (steps) => [share(steps, 0.1), 1],
  title: ([gamma]) => `Let the learning rate decay as 1 / (1 + t / ${gamma})`,
  shortTitle: 'Inverse time decay',
  explanation:
    'Long steps find the valley, short ones settle in it: with a rate that falls as 1/t the noise of the batches averages out ' +
    '(Robbins and Monro, 1951; Bottou, 2012).',
  weight: 0.95,
};

const EXPONENTIAL: Schedule = {
  id: 'exponential-decay',
  wrapper: 'withExponentialDecay',
  args: (steps) => [share(steps, 0.25), 0.5],
  title: ([steps]) => `Let the learning rate decay exponentially, by half every ${steps} steps`,
  shortTitle: 'Exponential decay',
  explanation: 'The rate is multiplied by the same factor in every step, so that long steps come first and short ones settle what they found.',
  weight: 0.9,
};

const POLYNOMIAL: Schedule = {
  id: 'polynomial-decay',
  wrapper: 'withPolynomialDecay',
  args: (steps) => [steps, 1],
  title: ([steps]) => `Let the learning rate fall to 0 at step ${steps}, as (1 - t / ${steps})`,
  shortTitle: 'Polynomial decay',
  explanation:
    'The rate falls to 0 where training ends, as (1 - t/T)^b; T is the number of steps that were analyzed, to be set to those of the whole training.',
  weight: 0.85,
};

const INVERSE_SQRT: Schedule = {
  id: 'inverse-sqrt-decay',
  wrapper: 'withInverseSqrtDecay',
  args: () => [],
  title: () => 'Let the learning rate decay as 1 / sqrt(t + 1)',
  shortTitle: 'Inverse square root decay',
  explanation: 'The rate that keeps the regret of gradient descent lowest when nothing is known of the curvature (Zinkevich, 2003).',
  weight: 0.8,
};

const ALL = [WARM_UP, INVERSE_TIME, EXPONENTIAL, POLYNOMIAL, INVERSE_SQRT];

function propose(schedule: Schedule, context: RemedyContext): Remedy | null {
  const all = optimizerSites(context);
  const scheduled = schedule === WARM_UP ? [WARM_UP] : ALL.filter((one) => one !== WARM_UP);
  const sites = all.filter((site) => !scheduled.some(({ wrapper }) => isWrapped(site, wrapper)));
  if (all.length > 0 && sites.length === 0) return null;
  const args = schedule.args(context.data.stepCount);
  const { edits, createFiles } = wrapOptimizers(sites, context.sources, { helper: 'learningRateSchedules', name: schedule.wrapper, args });
  const title = schedule.title(args);
  const { shortTitle, explanation } = schedule;
  const words = edits.length > 0 ? title : `By hand, in a callback: ${title[0]!.toLowerCase()}${title.slice(1)}`;
  return remedy(schedule.id, { title: words, shortTitle, explanation }, edits, createFiles);
}

function fitness(schedule: Schedule, { finding }: RemedyContext): number {
  const isWarmUp = schedule === WARM_UP;
  switch (finding.rule) {
    case 'unstable-loss':
      return 0.6 * schedule.weight;
    case 'learning-rate-high':
      return 0.45 * schedule.weight;
    case 'exploding-gradient':
    case 'non-finite':
    case 'dead-relu':
      // Decay comes too late for what happens in the first steps.
      return isWarmUp && causeOf(finding) === 'learning-rate' ? 0.45 : 0;
    default:
      return 0;
  }
}

const kind = (schedule: Schedule): RemedyKind => ({
  id: schedule.id, fitness: (context) => fitness(schedule, context), propose: (context) => propose(schedule, context),
});

export const schedules: readonly RemedyKind[] = ALL.map(kind);
