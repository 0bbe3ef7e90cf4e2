/** Gradient clipping: by the global norm, by the norm of each tensor, by value. tfjs has none, so a helper is written. */
import type { Remedy } from '../../shared/report.js';
import { causeOf, isRecurrent, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { globalNorm, largestElement, largestNorm, typical } from '../numbers.js';
import type { Measure } from '../numbers.js';
import { optimizerSites } from './sites.js';
import { isWrapped, wrapOptimizers } from './wrapOptimizer.js';

interface Way {
  id: string;
  wrapper: string;
  /** What is bounded, in the title: "Clip gradients to a global norm of 4". */
  bound: string;
  shortTitle: string;
  measure: Measure;
  /** The threshold where no healthy step was seen. */
  usual: number;
  explanation: string;
  /** How well it fits beside the others. */
  weight: number;
}

const GLOBAL_NORM: Way = {
  id: 'clip-global-norm',
  wrapper: 'withGlobalClipNorm',
  bound: 'a global norm of',
  shortTitle: 'Clip gradients to global norm',
  measure: globalNorm,
  usual: 1,
  explanation:
    'When the norm over all gradients is larger than the threshold they are scaled down to it, so that no single step can throw ' +
    'the weights away; the direction stays, and smaller gradients stay as they are (Pascanu et al., 2013).',
  weight: 1,
};

const NORM: Way = {
  id: 'clip-norm',
  wrapper: 'withClipNorm',
  bound: 'a norm of',
  shortTitle: 'Clip each gradient to norm',
  measure: largestNorm,
  usual: 1,
  explanation:
    'Each weight\'s gradient whose norm is larger than the threshold is scaled down to it, so that one layer that explodes leaves the ' +
    'steps of the others as they are.',
  weight: 0.65,
};

const VALUE: Way = {
  id: 'clip-value',
  wrapper: 'withClipValue',
  bound: 'a value of',
  shortTitle: 'Clip gradients to value',
  measure: largestElement,
  usual: 0.5,
  explanation:
    'Every element of the gradients is cut to the range from minus to plus the threshold: simple and safe, but it turns the direction ' +
    'of the step towards the small elements.',
  weight: 0.6,
};

function propose(way: Way, context: RemedyContext): Remedy | null {
  const all = optimizerSites(context);
  const clips = [GLOBAL_NORM, NORM, VALUE].map(({ wrapper }) => wrapper);
  const sites = all.filter((site) => !clips.some((name) => isWrapped(site, name)));
  if (all.length > 0 && sites.length === 0) return null;
  // Half to ten times the typical norm (Pascanu et al., 2013): what was typical before the trouble.
  const threshold = typical(context.finding, context.data, way.measure) ?? way.usual;
  const { explanation } = way;
  const shortTitle = `${way.shortTitle} ${threshold}`;
  const { edits, createFiles } = wrapOptimizers(sites, context.sources, { helper: 'gradientClipping', name: way.wrapper, args: [threshold] });
  const title = edits.length > 0
    ? `Clip gradients to ${way.bound} ${threshold}`
    : `Clip the gradients by hand to ${way.bound} ${threshold} before the optimizer applies them`;
  return remedy(way.id, { title, shortTitle, explanation }, edits, createFiles);
}

function fitness({ finding, layers, data }: RemedyContext): number {
  const recurrent = causeOf(finding) === 'recurrence' || layers.some(isRecurrent) || (layers.length === 0 && data.layers.some(isRecurrent));
  switch (finding.rule) {
    case 'exploding-through-time':
      return 1;
    case 'exploding-gradient':
    case 'non-finite':
      // Clipping bounds the steps; it does not make the weights smaller that multiply the gradient.
      return recurrent ? 1 : causeOf(finding) === 'weight-scale' ? 0.4 : 0.8;
    case 'unstable-loss':
    case 'learning-rate-high':
      return recurrent ? 0.9 : 0.5;
    case 'dead-relu':
      // Units that were born silent owe nothing to the updates.
      return causeOf(finding) === 'initialization' ? 0 : 0.4;
    default:
      return 0;
  }
}

function kind(way: Way): RemedyKind {
  return { id: way.id, fitness: (context) => way.weight * fitness(context), propose: (context) => propose(way, context) };
}

export const clipGlobalNorm = kind(GLOBAL_NORM);
export const clipNorm = kind(NORM);
export const clipValue = kind(VALUE);
