/** Skip connections around the hidden layers that keep the shape of what comes in. */
import type { NewFile, Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { callAtSite, isMadeAt, nameLayers, remedy, uniqueSites } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { residualSource } from './residualModule.js';
import { useHelper } from '../optimizers/helperModule.js';
import type { SourceFile } from '../sourceFile.js';

const ID = 'skip-connection';
const HELPER = 'residual';
const EXPLANATION =
  'The output of each layer becomes x + layer(x), so that the gradient also flows around the layer, unchanged, to the layers below, ' +
  'however many there are (He et al., 2016).';

/** Fewer layers than this have no depth to bridge. */
const LEAST = 3;

const shapeOf = ({ outputShape }: LayerInfo): string | null => (outputShape === null ? null : JSON.stringify(outputShape.slice(1)));

/** Whether the output of the layer can be added to its input. */
function keepsShape(layer: LayerInfo, { data }: RemedyContext): boolean {
  const inputs = data.layers.filter(({ id }) => layer.inbound.includes(id));
  return inputs.length === 1 && layer.inbound.length === 1 && shapeOf(layer) !== null && shapeOf(inputs[0]!) === shapeOf(layer);
}

/** The layer that gives a Sequential its input shape, which `residual` leaves as it is. */
function isFirst(layer: LayerInfo, { data }: RemedyContext): boolean {
  const model = data.models.find(({ id }) => id === layer.model);
  return model?.className === 'Sequential' && model.layers[0] === layer.id;
}

interface Place {
  source: SourceFile;
  start: number;
  end: number;
  shape: string;
  layers: LayerInfo[];
}

function places(context: RemedyContext): Place[] {
  const layers = context.stack.map(({ layer }) => layer).filter((layer) => keepsShape(layer, context));
  return uniqueSites(layers).flatMap(({ site, layers: made }): Place[] => {
    const call = callAtSite(context.sources, site);
    const all = context.data.layers.filter((layer) => isMadeAt(layer, site));
    const shape = shapeOf(made[0]!)!;
    const fits = all.every((layer) => (made.includes(layer) && shapeOf(layer) === shape) || isFirst(layer, context));
    if (call === null || call.path.node.callee.type === 'Super' || !fits) return [];
    // A wrapper (`timeDistributed({ layer: ... })`) takes a layer, not a model.
    if (made.some(({ parent }) => parent !== null)) return [];
    // Where a variable is declared to be of the layer's own class, it cannot hold another layer.
    const holder = call.path.ancestors.at(-1);
    if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier' && holder.id.typeAnnotation != null) return [];
    const { start, end } = call.path.node;
    return [{ source: call.source, start: start!, end: end!, shape, layers: made }];
  });
}

function propose(context: RemedyContext): Remedy | null {
  const fitting = context.stack.map(({ layer }) => layer).filter((layer) => keepsShape(layer, context));
  if (fitting.length < LEAST) return null;
  const edits: SourceEdit[] = [];
  const createFiles = new Map<string, NewFile>();
  const helped = new Set<SourceFile>();
  const changed: LayerInfo[] = [];
  for (const { source, start, end, shape, layers } of places(context)) {
    if (!helped.has(source)) {
      helped.add(source);
      const use = useHelper(source, context.sources, HELPER, HELPER, (style) => residualSource(style, source.names.packageName ?? '@tensorflow/tfjs'));
      edits.push(...use.edits);
      for (const file of use.createFiles) createFiles.set(file.file, file);
    }
    edits.push(source.insert(start, `${HELPER}(`), source.insert(end, `, ${shape.replace(/,/g, ', ')})`));
    changed.push(...layers);
  }
  const title = edits.length > 0
    ? `Add skip connections around ${nameLayers(changed)}`
    : `Add skip connections by hand around ${nameLayers(fitting)}: tf.layers.add().apply([x, layer.apply(x)])`;
  return remedy(ID, { title, shortTitle: 'Skip connections', explanation: EXPLANATION }, edits, [...createFiles.values()]);
}

export const skipConnection: RemedyKind = {
  id: ID,
  fitness: ({ finding }) => {
    switch (finding.rule) {
      case 'vanishing-gradient':
        return 0.72;
      case 'dead-relu':
        return 0.5;
      case 'plateau':
      case 'slow-learning':
        return 0.4;
      default:
        return 0;
    }
  },
  propose,
};
