/** He, Glorot and LeCun initialization: weights that start at the scale which their activation keeps. */
import type { CauseId } from '../../diagnosis/rule.js';
import type { Remedy } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { activationAfter, causeOf, INITIALIZER_OPTIONS, nameLayers, remedy } from '../context.js';
import type { RemedyContext, RemedyKind, StackLayer } from '../context.js';
import { GLOROT, HE, isBlind, LECUN, schemeFor } from './schemes.js';
import type { Scheme } from './schemes.js';
import { setOnLayers } from './setOnLayers.js';

function needs(scheme: Scheme, { layer, activation }: StackLayer): boolean {
  return scheme.suits(activation) && layer.kernelInitializer !== null && !scheme.alreadyGood.has(layer.kernelInitializer);
}

/** Causes that initialization is the answer to. */
const OF_INITIALIZATION = new Set<CauseId>(['weight-scale', 'initialization', 'zero-initialization']);

/**
 * Layers outside of the stack whose weights start at a scale that ignores their width too, the output layer above all:
 * they are part of the trouble, and get the initializer of their own activation. An output that starts at 0 may be meant.
 */
function companions({ finding, data, stack }: RemedyContext): LayerInfo[] {
  if (!stack.some(({ layer }) => isBlind(layer)) && causeOf(finding) !== 'zero-initialization') return [];
  const models = new Set(stack.map(({ layer }) => layer.model));
  return data.layers.filter((layer) => models.has(layer.model) && isBlind(layer) && layer.className in INITIALIZER_OPTIONS
    && !stack.some((entry) => entry.layer.id === layer.id)
    && (layer.kernelInitializer !== 'Zeros' || causeOf(finding) === 'zero-initialization'));
}

/** The layers that get the scheme itself, then those that get what goes with their own activation. */
function targets(scheme: Scheme, context: RemedyContext): { own: LayerInfo[]; others: LayerInfo[] } {
  const own = context.stack.filter((entry) => needs(scheme, entry)).map(({ layer }) => layer);
  const others = companions(context);
  if (own.length > 0 || context.stack.some(({ layer }) => isBlind(layer))) return { own, others: own.length > 0 ? others : [] };
  return { own: others.filter((layer) => schemeFor(activationAfter(layer, context.data.layers).activation) === scheme), others: [] };
}

function propose(scheme: Scheme, context: RemedyContext): Remedy | null {
  const { own, others } = targets(scheme, context);
  if (own.length === 0) return null;
  const { edits, changed } = setOnLayers(context, [...own, ...others], ({ source }, made) => {
    // Where one call makes layers of the stack and others, the stack's decide.
    const suited = made.some((layer) => own.includes(layer)) ? scheme : schemeFor(activationAfter(made[0]!, context.data.layers).activation);
    return (INITIALIZER_OPTIONS[made[0]!.className] ?? []).map((name): [string, string] => [name, source.quoted(suited.initializer)]);
  });
  const { explanation } = scheme;
  const shortTitle = `${scheme.name} initialization`;
  if (edits.length === 0) {
    const title = `Set kernelInitializer: '${scheme.initializer}' by hand on ${nameLayers(own)}`;
    return remedy(scheme.id, { title, shortTitle, explanation }, []);
  }
  return remedy(scheme.id, { title: `Use ${scheme.name} initialization for ${nameLayers(changed)}`, shortTitle, explanation }, edits);
}

function fitness(scheme: Scheme, context: RemedyContext): number {
  const { finding, stack } = context;
  const { own } = targets(scheme, context);
  if (own.length === 0) return 0;
  const blind = own.some(isBlind);
  if (finding.rule === 'symmetry') return blind ? 1 : 0;
  // A minority whose initializer at least knows the layer's width does not make the scale of the whole stack.
  if (OF_INITIALIZATION.has(causeOf(finding))) return blind || 2 * own.length >= stack.length ? 1 : 0.3;
  switch (finding.rule) {
    case 'poor-initialization':
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
