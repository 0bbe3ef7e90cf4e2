/** Another learning rate, from the size of the updates that were measured, with others around it for trials to choose from. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { RunData } from '../../shared/run.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { lowerRates, raiseRates, stepsPastLimit, updateRatio } from '../numbers.js';
import { learningRateOf, optimizerSites, writeOptimizer } from './sites.js';
import type { OptimizerSite } from './sites.js';

interface Change {
  id: string;
  verb: 'Lower' | 'Raise';
  adverb: string;
  shortTitle(rate: number | null): string;
  explanation: string;
  /** Rates to try in the place of this one, the first of which is proposed. */
  rates(learningRate: number, context: RemedyContext): number[];
}

const LOWER: Change = {
  id: 'lower-learning-rate',
  verb: 'Lower',
  adverb: 'to a tenth or less',
  shortTitle: (rate) => (rate === null ? 'Lower learning rate' : `Learning rate ${rate}`),
  explanation:
    'Steps that change the weights by more than a small share (about 1e-3 is typical) throw units out of the range in which ' +
    'they can learn, or make the loss grow instead of fall.',
  rates: (learningRate, { finding, data }) =>
    lowerRates(learningRate, updateRatio(finding, data), isPlainDescent(data) ? stepsPastLimit(finding, data) : null),
};

const RAISE: Change = {
  id: 'raise-learning-rate',
  verb: 'Raise',
  adverb: 'ten times or more',
  shortTitle: (rate) => (rate === null ? 'Higher learning rate' : `Learning rate ${rate}`),
  explanation: 'Each step changes the weights by much less than the 1e-3 of their size that is typical, so that training takes many times longer than it has to.',
  rates: (learningRate, { finding: { evidence } }) => raiseRates(learningRate, typeof evidence.updateRatio === 'number' ? evidence.updateRatio : null),
};

/** Gradient descent without momentum is the only optimizer: its steps are the gradients times the rate. */
function isPlainDescent({ models }: RunData): boolean {
  const optimizers = models.map(({ optimizer }) => optimizer).filter((one) => one !== null);
  return optimizers.length > 0 && optimizers.every(({ className }) => /^SGD/.test(className));
}

/** Null where the rate cannot be written. */
function editOf(site: OptimizerSite, from: { node: t.NumericLiteral | null }, to: number): SourceEdit | null {
  if (site.kind === 'value') return null;
  const { source } = site;
  if (from.node !== null) return source.replace(from.node.start!, from.node.end!, String(to));
  if (site.kind === 'call') return source.insert(site.path.node.end! - 1, String(to));
  const written = writeOptimizer(source, site.factory, to);
  return written === null ? null : source.replace(site.node.start!, site.node.end!, written);
}

/** One for each rate; none where no rate is written that could be changed. */
function withRates({ id, verb, shortTitle, explanation, rates }: Change, context: RemedyContext): Remedy[] {
  const sites = optimizerSites(context).map((site) => ({ site, from: learningRateOf(site) })).filter(({ from }) => from !== null && from.value > 0);
  const written = sites.map(({ site, from }) => ({ from: from!.value, all: rates(from!.value, context).map((to) => ({ to, edit: editOf(site, from!, to) })) }))
    .filter(({ all }) => all[0]?.edit != null);
  return (written[0]?.all ?? []).map(({ to }, i) => {
    // Two optimizers may share one constant.
    const edits = written.map(({ all }) => (all[i] ?? all.at(-1)!).edit!);
    const title = `${verb} the learning rate from ${written[0]!.from} to ${to}`;
    return remedy(id, { title, shortTitle: shortTitle(to), explanation }, [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()]);
  });
}

function propose(change: Change, context: RemedyContext): Remedy {
  const [first, ...alternatives] = withRates(change, context);
  if (first !== undefined) return alternatives.length > 0 ? { ...first, alternatives } : first;
  const { id, verb, adverb, explanation } = change;
  const known = context.data.models.map(({ optimizer }) => optimizer?.learningRate ?? null).find((rate) => rate !== null);
  const title = known === undefined
    ? `${verb} the learning rate by hand, ${adverb}`
    : `${verb} the learning rate by hand from ${known} to ${change.rates(known, context)[0]!}`;
  return remedy(id, { title, shortTitle: change.shortTitle(null), explanation }, []);
}

/** Updates of a tenth of the weights and more: the learning rate is at fault. */
const HARMFUL_UPDATE = 0.1;

function fitnessOfLower({ finding, data }: RemedyContext): number {
  const cause = causeOf(finding);
  if (cause === 'learning-rate' || finding.rule === 'learning-rate-high') return 1;
  // Units that were born silent, and weights that were too large from the start, owe nothing to the updates.
  if (cause === 'weight-scale' || (finding.rule === 'dead-relu' && cause === 'initialization')) return 0;
  const large = cause === 'unknown' && (updateRatio(finding, data) ?? 0) > HARMFUL_UPDATE;
  switch (finding.rule) {
    case 'dead-relu':
    case 'exploding-gradient':
    case 'non-finite':
    case 'unstable-loss':
    case 'exploding-through-time':
      return large ? 0.9 : 0.5;
    case 'input-scale':
    case 'target-scale':
    case 'loss-reduction':
      return 0.5;
    case 'saturation':
      // Inputs that are too large saturate units at any rate.
      return cause === 'input-scale' ? 0 : large ? 0.9 : 0.2;
    case 'zero-gradient':
      return large ? 0.9 : 0.2;
    case 'plateau':
      return large ? 0.8 : 0;
    default:
      return 0;
  }
}

/** Updates below a tenth of what is typical: there is room above. */
const SHORT_UPDATE = 1e-4;

function fitnessOfRaise({ finding, data }: RemedyContext): number {
  if (finding.rule === 'learning-rate-low') return 1;
  const ratio = updateRatio({ ...finding, step: data.stepCount - 1 }, data);
  const short = ratio !== null && ratio < SHORT_UPDATE;
  switch (finding.rule) {
    case 'slow-learning':
      return short ? 0.85 : 0.6;
    case 'plateau':
    case 'constant-output':
      return short ? 0.85 : 0.3;
    default:
      return 0;
  }
}

export const lowerLearningRate: RemedyKind = { id: LOWER.id, fitness: fitnessOfLower, propose: (context) => propose(LOWER, context) };
export const raiseLearningRate: RemedyKind = { id: RAISE.id, fitness: fitnessOfRaise, propose: (context) => propose(RAISE, context) };
