/** Batch normalization behind the hidden layers. */
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { causeOf, familyOf, isMadeAt, nameLayers, remedy, uniqueSites } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { insertAfterLayer } from './insertAfterLayer.js';
import type { SourceFile } from '../sourceFile.js';

const ID = 'batch-normalization';
const EXPLANATION =
  'Each batch is brought to mean 0 and variance 1 behind these layers, so that activations neither shrink, grow nor saturate with depth, ' +
  'and gradients keep their scale on the way back (Ioffe and Szegedy, 2015).';

function newLayer(source: SourceFile): string | null {
  const name = writeTfjsPath(source.names, 'layers.batchNormalization');
  return name === null ? null : `${name}()`;
}

/** Layers that already have a normalization behind them. */
function isNormalized(layer: LayerInfo, context: RemedyContext): boolean {
  return context.data.layers.some((reader) => reader.inbound.includes(layer.id)
    && (/Normalization$/.test(reader.className) || (reader.id === layer.parent && isNormalized(reader, context))));
}

function propose(context: RemedyContext): Remedy | null {
  const layers = context.stack.map(({ layer }) => layer).filter((layer) => !isNormalized(layer, context));
  if (layers.length === 0) return null;
  const edits = new Map<string, SourceEdit>();
  const changed: LayerInfo[] = [];
  const stackIds = new Set(context.stack.map(({ layer }) => layer.id));
  for (const { site, layers: made } of uniqueSites(layers)) {
    const others = context.data.layers.filter((layer) => !stackIds.has(layer.id) && isMadeAt(layer, site));
    // One call that makes a helper's layers for several callers is followed from each of them.
    for (const layer of made) {
      const found = insertAfterLayer(context.sources, site, layer.callers, newLayer);
      const touchesOthers = others.some((other) => {
        const theirs = insertAfterLayer(context.sources, site, other.callers, newLayer);
        return theirs !== null && found !== null && JSON.stringify(theirs) === JSON.stringify(found);
      });
      if (found === null || touchesOthers) continue;
      for (const edit of found) edits.set(JSON.stringify(edit), edit);
      changed.push(layer);
    }
  }
  const title = changed.length > 0
    ? `Add batch normalization after ${nameLayers(changed)}`
    : `Add tf.layers.batchNormalization() by hand after ${nameLayers(layers)}`;
  return remedy(ID, { title, shortTitle: 'Batch normalization', explanation: EXPLANATION }, [...edits.values()]);
}

function fitness({ finding, stack }: RemedyContext): number {
  if (stack.length === 0) return 0;
  const relu = stack.some(({ activation }) => familyOf(activation) === 'relu');
  switch (finding.rule) {
    case 'vanishing-gradient':
      return relu ? 0.8 : 0.9;
    case 'saturation':
      return 0.85;
    case 'exploding-gradient':
    case 'non-finite':
    case 'poor-initialization':
    case 'unstable-loss':
      return 0.6;
    case 'dead-relu':
      // It stands behind the activation: units that were born silent stay silent.
      return causeOf(finding) === 'initialization' ? 0 : 0.55;
    case 'plateau':
    case 'slow-learning':
      return 0.55;
    default:
      return 0;
  }
}

export const batchNormalization: RemedyKind = { id: ID, fitness, propose };
