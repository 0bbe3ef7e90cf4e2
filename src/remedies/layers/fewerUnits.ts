/** A narrower layer where many units are dead: advice, because how many are enough is the user's to say. */
import type { Remedy } from '../../shared/report.js';
import { remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';

const ID = 'fewer-units';

function propose({ finding, layers }: RemedyContext): Remedy | null {
  const [layer] = layers;
  const units = layer?.outputShape?.at(-1);
  const { deadShare } = finding.evidence;
  if (layer === undefined || typeof units !== 'number' || typeof deadShare !== 'number' || deadShare >= 1) return null;
  const dead = Math.round(deadShare * units);
  const explanation =
    `${dead} of ${units} units give 0 for every example, so that the layer does what one of ${units - dead} units would do; ` +
    'a narrower layer is faster, and its loss tells whether those units were needed.';
  return remedy(ID, { title: `Give ${layer.name} fewer units by hand: ${dead} of its ${units} are dead`, shortTitle: 'Fewer units', explanation }, []);
}

export const fewerUnits: RemedyKind = { id: ID, fitness: ({ finding }) => (finding.rule === 'dead-relu' ? 0.3 : 0), propose };
