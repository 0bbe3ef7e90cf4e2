/** Biases that start at 0, where the source gives them a start that silences units. */
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { callAtSite, causeOf, nameLayers, remedy, uniqueSites } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { optionValue, setOptions } from '../options.js';

const ID = 'zero-bias-initialization';
const OPTION = 'biasInitializer';
const EXPLANATION =
  'A bias far below 0 keeps the input of a ReLU negative whatever the data, so that its unit is silent and gets no gradient; ' +
  'from 0 on, the sign of the weighted sum decides (Lu et al., 2019).';

function propose(context: RemedyContext): Remedy | null {
  const edits: SourceEdit[] = [];
  const changed: LayerInfo[] = [];
  for (const { site, layers } of uniqueSites(context.layers)) {
    const call = callAtSite(context.sources, site);
    const written = call === null ? null : optionValue(call.path.node, OPTION);
    if (call === null || written === null) continue;
    if (written.type === 'StringLiteral' && written.value === 'zeros') continue;
    edits.push(...setOptions(call.source, call.path.node, [[OPTION, call.source.quoted('zeros')]]));
    changed.push(...layers);
  }
  if (changed.length === 0) return null;
  return remedy(ID, { title: `Start the biases of ${nameLayers(changed)} at 0`, shortTitle: 'Zero biases', explanation: EXPLANATION }, edits);
}

function fitness({ finding }: RemedyContext): number {
  return finding.rule === 'dead-relu' && causeOf(finding) === 'initialization' ? 1 : 0;
}

export const biasInitialization: RemedyKind = { id: ID, fitness, propose };
