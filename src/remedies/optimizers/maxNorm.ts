/** A bound on the weights of each unit. tfjs's own kernelConstraint is not applied by its optimizers, so a helper is written. */
import type { Remedy } from '../../shared/report.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { optimizerSites } from './sites.js';
import { isWrapped, wrapOptimizers } from './wrapOptimizer.js';

const ID = 'max-norm';
const WRAPPER = 'withMaxNorm';
/** Srivastava et al. (2014) found 3 to 4 best; He's initialization starts at 1.4. */
const MAX_NORM = 3;
const EXPLANATION =
  'After every update, a unit whose incoming weights have a larger norm gets them scaled down to it: they cannot grow without end, ' +
  'however large the steps are (Srivastava et al., 2014).';

function propose(context: RemedyContext): Remedy | null {
  const all = optimizerSites(context);
  const sites = all.filter((site) => !isWrapped(site, WRAPPER));
  if (all.length > 0 && sites.length === 0) return null;
  const { edits, createFiles } = wrapOptimizers(sites, context.sources, { helper: 'weightConstraints', name: WRAPPER, args: [MAX_NORM] });
  const what = `the norm of each unit's weights at ${MAX_NORM} or below`;
  const title = edits.length > 0 ? `Keep ${what}` : `Keep ${what} by hand after each update`;
  return remedy(ID, { title, shortTitle: `Max-norm ${MAX_NORM}`, explanation: EXPLANATION }, edits, createFiles);
}

function fitness({ finding }: RemedyContext): number {
  const cause = causeOf(finding);
  switch (finding.rule) {
    case 'exploding-gradient':
    case 'non-finite':
    case 'saturation':
      return cause === 'weight-scale' ? 0.55 : cause === 'learning-rate' ? 0.45 : 0;
    case 'poor-initialization':
      return 0.5;
    default:
      return 0;
  }
}

export const maxNorm: RemedyKind = { id: ID, fitness, propose };
