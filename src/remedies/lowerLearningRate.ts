/** A smaller learning rate, from the size of the updates that were measured. */
import type { Remedy, SourceEdit } from '../shared/report.js';
import { causeOf, remedy } from './context.js';
import type { RemedyContext, RemedyKind } from './context.js';
import { lowerRate, updateRatio } from './numbers.js';
import { learningRateOf, optimizerSites, writeOptimizer } from './optimizers.js';
import type { OptimizerSite } from './optimizers.js';

const ID = 'lower-learning-rate';
const EXPLANATION =
  'Steps that change the weights by more than a small share (about 1e-3 is typical) throw units out of the range in which ' +
  'they can learn, or make the loss grow instead of fall.';

function editOf(site: OptimizerSite, ratio: number | null): { edit: SourceEdit; from: number; to: number } | null {
  const rate = learningRateOf(site);
  if (rate === null || site.kind === 'value' || !(rate.value > 0)) return null;
  const { source } = site;
  const to = lowerRate(rate.value, ratio);
  if (rate.node !== null) return { edit: source.replace(rate.node.start!, rate.node.end!, String(to)), from: rate.value, to };
  if (site.kind === 'call') return { edit: source.insert(site.path.node.end! - 1, String(to)), from: rate.value, to };
  const written = writeOptimizer(source, site.factory, to);
  return written === null ? null : { edit: source.replace(site.node.start!, site.node.end!, written), from: rate.value, to };
}

function propose(context: RemedyContext): Remedy | null {
  const ratio = updateRatio(context.finding, context.data);
  const found = optimizerSites(context).map((site) => editOf(site, ratio)).filter((entry) => entry !== null);
  // Two optimizers may share one constant.
  const edits = [...new Map(found.map(({ edit }) => [JSON.stringify(edit), edit])).values()];
  const first = found[0];
  if (first !== undefined) {
    const title = `Lower the learning rate from ${first.from} to ${first.to}`;
    return remedy(ID, { title, shortTitle: `Learning rate ${first.to}`, explanation: EXPLANATION }, edits);
  }
  const known = context.data.models.map(({ optimizer }) => optimizer?.learningRate ?? null).find((rate) => rate !== null);
  const title = known === undefined
    ? 'Lower the learning rate by hand, to a tenth or less'
    : `Lower the learning rate by hand from ${known} to ${lowerRate(known, ratio)}`;
  return remedy(ID, { title, shortTitle: 'Lower learning rate', explanation: EXPLANATION }, []);
}

/** Updates of a tenth of the weights and more: the learning rate is at fault. */
const HARMFUL_UPDATE = 0.1;

function fitness({ finding, data }: RemedyContext): number {
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
    case 'saturation':
      // Inputs that are too large saturate units at any rate.
      return cause === 'input-scale' ? 0 : large ? 0.9 : 0.2;
    case 'zero-gradient':
      return large ? 0.9 : 0.2;
    default:
      return 0;
  }
}

export const lowerLearningRate: RemedyKind = { id: ID, fitness, propose };
