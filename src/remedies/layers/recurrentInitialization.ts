/** Orthogonal recurrent weights: they neither stretch nor shrink the state from one time step to the next. */
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { callAtSite, isRecurrent, nameLayers, remedy, uniqueSites } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { optionValue, setOptions } from '../options.js';

const ID = 'orthogonal-recurrent-initialization';
const EXPLANATION =
  'All singular values of an orthogonal matrix are 1, so that repeating it over the time steps neither blows the gradient up ' +
  'nor lets it vanish at the start (Saxe et al., 2014); the input weights start at the scale of Glorot.';

/** Only where the source asks for something else than tfjs's default, which is orthogonal already. */
function propose(context: RemedyContext): Remedy | null {
  const edits: SourceEdit[] = [];
  const changed: LayerInfo[] = [];
  for (const { site, layers } of uniqueSites(context.layers.filter(isRecurrent))) {
    const call = callAtSite(context.sources, site);
    if (call === null) continue;
    const { source, path } = call;
    const recurrent = optionValue(path.node, 'recurrentInitializer');
    if (recurrent === null || (recurrent.type === 'StringLiteral' && recurrent.value === 'orthogonal')) continue;
    const kernel = optionValue(path.node, 'kernelInitializer');
    const values: [string, string][] = [['recurrentInitializer', source.quoted('orthogonal')]];
    if (kernel !== null) values.push(['kernelInitializer', source.quoted('glorotNormal')]);
    edits.push(...setOptions(source, path.node, values));
    changed.push(...layers);
  }
  if (edits.length === 0) return null;
  const title = `Start the recurrent weights of ${nameLayers(changed)} orthogonal`;
  return remedy(ID, { title, shortTitle: 'Orthogonal recurrent weights', explanation: EXPLANATION }, edits);
}

function fitness({ finding, layers }: RemedyContext): number {
  if (!layers.some(isRecurrent)) return 0;
  switch (finding.rule) {
    case 'vanishing-through-time':
    case 'poor-initialization':
      return 0.9;
    case 'exploding-through-time':
    case 'exploding-gradient':
    case 'non-finite':
    case 'vanishing-gradient':
      return 0.7;
    default:
      return 0;
  }
}

export const recurrentInitialization: RemedyKind = { id: ID, fitness, propose };
