/** Another learning rate, from the size of the updates that were measured. */
import type { Remedy, SourceEdit } from '../../shared/report.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { lowerRate, raiseRate, updateRatio } from '../numbers.js';
import { learningRateOf, optimizerSites, writeOptimizer } from './sites.js';
import type { OptimizerSite } from './sites.js';

interface Change {
  id: string;
  verb: 'Lower' | 'Raise';
  adverb: string;
  shortTitle: string;
  explanation: string;
  rate(learningRate: number, ratio: number | null): number;
  ratio(context: RemedyContext): number | null;
}

const LOWER: Change = {
  id: 'lower-learning-rate',
  verb: 'Lower',
  adverb: 'to a tenth or less',
  shortTitle: 'Lower learning rate',
  explanation:
    'Steps that change the weights by more than a small share (about 1e-3 is typical) throw units out of the range in which ' +
    'they can learn, or make the loss grow instead of fall.',
  rate: lowerRate,
  ratio: ({ finding, data }) => updateRatio(finding, data),
};

const RAISE: Change = {
  id: 'raise-learning-rate',
  verb: 'Raise',
  adverb: 'ten times or more',
  shortTitle: 'Higher learning rate',
  explanation: 'Each step changes the weights by much less than the 1e-3 of their size that is typical, so that training takes many times longer than it has to.',
  rate: raiseRate,
  ratio: ({ finding }) => (typeof finding.evidence.updateRatio === 'number' ? finding.evidence.updateRatio : null),
};

function editOf(change: Change, site: OptimizerSite, ratio: number | null): { edit: SourceEdit; from: number; to: number } | null {
  const rate = learningRateOf(site);
  if (rate === null || site.kind === 'value' || !(rate.value > 0)) return null;
  const { source } = site;
  const to = change.rate(rate.value, ratio);
  if (rate.node !== null) return { edit: source.replace(rate.node.start!, rate.node.end!, String(to)), from: rate.value, to };
  if (site.kind === 'call') return { edit: source.insert(site.path.node.end! - 1, String(to)), from: rate.value, to };
  const written = writeOptimizer(source, site.factory, to);
  return written === null ? null : { edit: source.replace(site.node.start!, site.node.end!, written), from: rate.value, to };
}

function propose(change: Change, context: RemedyContext): Remedy | null {
  const { id, verb, explanation, shortTitle, adverb } = change;
  const ratio = change.ratio(context);
  const found = optimizerSites(context).map((site) => editOf(change, site, ratio)).filter((entry) => entry !== null);
  // Two optimizers may share one constant.
  const edits = [...new Map(found.map(({ edit }) => [JSON.stringify(edit), edit])).values()];
  const first = found[0];
  if (first !== undefined) {
    const title = `${verb} the learning rate from ${first.from} to ${first.to}`;
    return remedy(id, { title, shortTitle: `Learning rate ${first.to}`, explanation }, edits);
  }
  const known = context.data.models.map(({ optimizer }) => optimizer?.learningRate ?? null).find((rate) => rate !== null);
  const title = known === undefined
    ? `${verb} the learning rate by hand, ${adverb}`
    : `${verb} the learning rate by hand from ${known} to ${change.rate(known, ratio)}`;
  return remedy(id, { title, shortTitle, explanation }, []);
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
  return finding.rule === 'slow-learning' || finding.rule === 'plateau' ? (short ? 0.85 : finding.rule === 'slow-learning' ? 0.6 : 0.3) : 0;
}

export const lowerLearningRate: RemedyKind = { id: LOWER.id, fitness: fitnessOfLower, propose: (context) => propose(LOWER, context) };
export const raiseLearningRate: RemedyKind = { id: RAISE.id, fitness: fitnessOfRaise, propose: (context) => propose(RAISE, context) };
