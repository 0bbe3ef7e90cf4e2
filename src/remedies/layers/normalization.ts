/** Batch and layer normalization behind the hidden layers. */
import type { Finding, Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { callAtSite, causeOf, familyOf, isMadeAt, nameLayers, remedy, uniqueSites } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { setOptions } from '../options.js';
import { insertBehind } from './insertBehind.js';

interface Normalization {
  id: string;
  name: string;
  factory: string;
  /** Whether it takes the mean off each unit, over the batch: a bias right before it has no effect. */
  cancelsBias: boolean;
  explanation: string;
  fitness(finding: Finding, isRelu: boolean): number;
}

const BATCH: Normalization = {
  id: 'batch-normalization',
  name: 'batch normalization',
  factory: 'batchNormalization',
  cancelsBias: true,
  explanation:
    'Each batch is brought to mean 0 and variance 1 behind these layers, so that activations neither shrink, grow nor saturate with depth, ' +
    'and gradients keep their scale on the way back (Ioffe and Szegedy, 2015).',
  fitness(finding, isRelu) {
    switch (finding.rule) {
      case 'vanishing-gradient':
        return isRelu ? 0.8 : 0.9;
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
      case 'constant-output':
      case 'slow-learning':
        return 0.55;
      default:
        return 0;
    }
  },
};

/** Where both fit, batch normalization usually does more in dense and convolutional stacks. */
const LAYER: Normalization = {
  id: 'layer-normalization',
  name: 'layer normalization',
  factory: 'layerNormalization',
  cancelsBias: false,
  explanation:
    'Each example is brought to mean 0 and variance 1 over its units behind these layers, whatever the size of the batch, so that ' +
    'activations and gradients keep their scale (Ba et al., 2016).',
  fitness(finding, isRelu) {
    return finding.rule === 'dead-relu' ? 0 : 0.8 * BATCH.fitness(finding, isRelu);
  },
};

/** Layers that already have a normalization behind them. */
function isNormalized(layer: LayerInfo, context: RemedyContext): boolean {
  return context.data.layers.some((reader) => reader.inbound.includes(layer.id)
    && (/Normalization$/.test(reader.className) || (reader.id === layer.parent && isNormalized(reader, context))));
}

/** `useBias: false` where a layer of its own activates: then the normalization reads the plain weighted sum. */
function withoutBias(context: RemedyContext, layers: readonly LayerInfo[]): SourceEdit[] {
  return uniqueSites(layers).flatMap(({ site, layers: made }) => {
    const call = callAtSite(context.sources, site);
    const all = context.data.layers.filter((layer) => isMadeAt(layer, site));
    const plain = all.every((layer) => made.includes(layer) && layer.activation === 'linear' && layer.weights.length !== 1);
    return call === null || !plain ? [] : setOptions(call.source, call.path.node, [['useBias', 'false']]);
  });
}

function propose({ id, name, factory, cancelsBias, explanation }: Normalization, context: RemedyContext): Remedy | null {
  const layers = context.stack.map(({ layer }) => layer).filter((layer) => !isNormalized(layer, context));
  if (layers.length === 0) return null;
  const inserted = insertBehind(context, layers, (source) => {
    const written = writeTfjsPath(source.names, `layers.${factory}`);
    return written === null ? null : `${written}()`;
  });
  const edits = cancelsBias ? [...inserted.edits, ...withoutBias(context, inserted.layers)] : inserted.edits;
  const title = inserted.layers.length > 0
    ? `Add ${name} after ${nameLayers(inserted.layers)}`
    : `Add tf.layers.${factory}() by hand after ${nameLayers(layers)}`;
  return remedy(id, { title, shortTitle: name[0]!.toUpperCase() + name.slice(1), explanation }, edits);
}

function kind(normalization: Normalization): RemedyKind {
  return {
    id: normalization.id,
    fitness({ finding, stack }) {
      return stack.length === 0 ? 0 : normalization.fitness(finding, stack.some(({ activation }) => familyOf(activation) === 'relu'));
    },
    propose: (context) => propose(normalization, context),
  };
}

export const batchNormalization = kind(BATCH);
export const layerNormalization = kind(LAYER);
