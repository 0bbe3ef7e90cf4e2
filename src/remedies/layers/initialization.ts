/** He, Glorot and LeCun initialization: weights that start at the scale which their activation keeps. */
import type { CauseId } from '../../diagnosis/rule.js';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { callAtSite, causeOf, familyOf, INITIALIZER_OPTIONS, nameLayers, remedy, uniqueSites } from '../context.js';
import type { RemedyContext, RemedyKind, StackLayer } from '../context.js';
import { setOptions } from '../options.js';

interface Scheme {
  id: string;
  name: string;
  /** tfjs's identifier. */
  initializer: string;
  suits(activation: string): boolean;
  /** Initializer classes that already are of this scheme or as good. */
  alreadyGood: ReadonlySet<string>;
  explanation: string;
}

const HE: Scheme = {
  id: 'he-initialization',
  name: 'He',
  initializer: 'heNormal',
  suits: (activation) => familyOf(activation) === 'relu',
  alreadyGood: new Set(['HeNormal', 'HeUniform']),
  explanation:
    'ReLU passes half of its input on, so weights need the variance 2 / fan_in to keep the scale of activations and gradients ' +
    'from layer to layer; Glorot, the default, loses a factor of up to the square root of 2 in each (He et al., 2015).',
};

const GLOROT: Scheme = {
  id: 'glorot-initialization',
  name: 'Glorot',
  initializer: 'glorotNormal',
  suits: (activation) => ['bounded', 'linear', 'other'].includes(familyOf(activation)),
  alreadyGood: new Set(['GlorotNormal', 'GlorotUniform', 'LeCunNormal', 'LeCunUniform', 'Orthogonal']),
  explanation:
    'With the variance 2 / (fan_in + fan_out) tanh and sigmoid start in their steep middle, ' +
    'and activations and gradients keep their scale through the layers (Glorot and Bengio, 2010).',
};

const LECUN: Scheme = {
  id: 'lecun-initialization',
  name: 'LeCun',
  initializer: 'leCunNormal',
  suits: (activation) => activation === 'selu',
  alreadyGood: new Set(['LeCunNormal']),
  explanation:
    'SELU keeps mean 0 and variance 1 from layer to layer only if weights start with the variance 1 / fan_in ' +
    '(Klambauer et al., 2017).',
};

function needs(scheme: Scheme, { layer, activation }: StackLayer): boolean {
  return scheme.suits(activation) && layer.kernelInitializer !== null && !scheme.alreadyGood.has(layer.kernelInitializer);
}

/** The edits that give these layers an initializer, one set for each call in the source. */
function initializerEdits(
  context: RemedyContext, layers: readonly LayerInfo[], initializer: string,
): { edits: SourceEdit[]; changed: LayerInfo[] } {
  const edits: SourceEdit[] = [];
  const changed: LayerInfo[] = [];
  for (const { site, layers: made } of uniqueSites(layers)) {
    const call = callAtSite(context.sources, site);
    const options = INITIALIZER_OPTIONS[made[0]!.className];
    if (call === null || options === undefined || call.path.node.callee.type === 'Super') continue;
    const values = options.map((name): [string, string] => [name, call.source.quoted(initializer)]);
    const found = setOptions(call.source, call.path.node, values);
    if (found.length === 0) continue;
    edits.push(...found);
    changed.push(...made);
  }
  return { edits, changed };
}

function propose(scheme: Scheme, context: RemedyContext): Remedy | null {
  const layers = context.stack.filter((entry) => needs(scheme, entry)).map(({ layer }) => layer);
  if (layers.length === 0) return null;
  const { edits, changed } = initializerEdits(context, layers, scheme.initializer);
  const { explanation } = scheme;
  const shortTitle = `${scheme.name} initialization`;
  if (edits.length === 0) {
    const title = `Set kernelInitializer: '${scheme.initializer}' by hand on ${nameLayers(layers)}`;
    return remedy(scheme.id, { title, shortTitle, explanation }, []);
  }
  return remedy(scheme.id, { title: `Use ${scheme.name} initialization for ${nameLayers(changed)}`, shortTitle, explanation }, edits);
}

/** Initializers that ignore how many inputs a layer has. */
const BLIND = new Set(['RandomNormal', 'RandomUniform', 'TruncatedNormal', 'Constant', 'Zeros', 'Ones', 'Identity']);

/** Causes that initialization is the answer to. */
const OF_INITIALIZATION = new Set<CauseId>(['weight-scale', 'initialization', 'zero-initialization']);

function fitness(scheme: Scheme, { finding, stack }: RemedyContext): number {
  const concerned = stack.filter((entry) => needs(scheme, entry));
  if (concerned.length === 0) return 0;
  const blind = concerned.some(({ layer }) => BLIND.has(layer.kernelInitializer!));
  // A minority whose initializer at least knows the layer's width does not make the scale of the whole stack.
  if (OF_INITIALIZATION.has(causeOf(finding))) return blind || 2 * concerned.length >= stack.length ? 1 : 0.3;
  switch (finding.rule) {
    case 'poor-initialization':
    case 'symmetry':
      return 1;
    case 'vanishing-gradient':
      return blind ? 1 : 0.95;
    case 'exploding-gradient':
    case 'non-finite':
    case 'zero-gradient':
    case 'saturation':
    case 'unstable-loss':
      return blind ? 0.88 : 0.4;
    case 'dead-relu':
      return 0.7;
    case 'constant-output':
    case 'plateau':
    case 'slow-learning':
      return 0.5;
    default:
      return 0;
  }
}

function kind(scheme: Scheme): RemedyKind {
  return { id: scheme.id, fitness: (context) => fitness(scheme, context), propose: (context) => propose(scheme, context) };
}

export const heInitialization = kind(HE);
export const glorotInitialization = kind(GLOROT);
export const lecunInitialization = kind(LECUN);
