/** Another optimizer: Adam, RMSprop or momentum in the place of one that gets nowhere. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import { findIdentifiers } from '../../program/syntax/walk.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { learningRateOf, optimizerSites, writeOptimizer } from './sites.js';
import type { OptimizerSite } from './sites.js';

interface Target {
  id: string;
  factory: string;
  className: string;
  name: string;
  /** Factories that it is put in the place of. */
  from: ReadonlySet<string>;
  /** Arguments, as source text. */
  args(site: OptimizerSite): string | null;
  explanation: string;
  weight: number;
}

const ADAM: Target = {
  id: 'adam-optimizer',
  factory: 'adam', className: 'AdamOptimizer', name: 'Adam',
  from: new Set(['sgd', 'momentum', 'adagrad', 'adadelta', 'rmsprop']),
  args: () => '0.001',
  explanation:
    'Adam divides each weight\'s step by the size of its own gradients, so that layers with small gradients learn as fast as those with ' +
    'large ones, and averages the direction over the latest steps (Kingma and Ba, 2015).',
  weight: 1,
};

const RMSPROP: Target = {
  id: 'rmsprop-optimizer',
  factory: 'rmsprop', className: 'RMSPropOptimizer', name: 'RMSprop',
  from: new Set(['sgd', 'momentum', 'adagrad', 'adadelta']),
  args: () => '0.001',
  explanation:
    'RMSprop divides each weight\'s step by a running root mean square of its gradients, so that badly scaled gradients make steps of like ' +
    'size; unlike Adagrad\'s its average forgets (Tieleman and Hinton, 2012).',
  weight: 0.9,
};

const MOMENTUM: Target = {
  id: 'momentum-optimizer',
  factory: 'momentum', className: 'MomentumOptimizer', name: 'momentum',
  from: new Set(['sgd']),
  args: (site) => {
    const written = site.kind === 'call' ? site.path.node.arguments[0] : undefined;
    if (written !== undefined) return `${site.source.text.slice(written.start!, written.end!)}, 0.9`;
    const rate = learningRateOf(site);
    return rate === null ? null : `${rate.value}, 0.9`;
  },
  explanation:
    'Momentum adds up steps that agree and cancels those that do not: along a slope that stays the same, steps grow to ten times ' +
    'their length at 0.9, without more noise (Polyak, 1964; Sutskever et al., 2013).',
  weight: 0.85,
};

/** The annotation `tf.SGDOptimizer` of a constant becomes that of the new class; null where the type cannot be written. */
function annotationEdits(site: OptimizerSite, className: string): SourceEdit[] | null {
  const parent = site.kind === 'call' ? site.path.ancestors.at(-1) : undefined;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return [];
  const annotation = parent.id.typeAnnotation;
  if (annotation?.type !== 'TSTypeAnnotation' || annotation.typeAnnotation.type !== 'TSTypeReference') return [];
  const { typeName } = annotation.typeAnnotation;
  const name: t.Identifier = typeName.type === 'Identifier' ? typeName : typeName.right;
  if (name.name === 'Optimizer') return [];
  return typeName.type === 'Identifier' ? null : [site.source.replace(name.start!, name.end!, className)];
}

/** Only gradient descent with and without momentum has it. */
const SETTER = 'setLearningRate';

function editsOf(target: Target, site: OptimizerSite): SourceEdit[] | null {
  if (site.kind === 'value') return null;
  const { source } = site;
  const args = target.args(site);
  const annotation = annotationEdits(site, target.className);
  const loses = target !== MOMENTUM && findIdentifiers(source.tree.ast, SETTER).length > 0;
  const written = args === null ? null : writeOptimizer(source, target.factory, args);
  if (written === null || annotation === null || loses) return null;
  const { start, end } = site.kind === 'call' ? site.path.node : site.node;
  return [...annotation, source.replace(start!, end!, written)];
}

function propose(target: Target, context: RemedyContext): Remedy | null {
  const all = optimizerSites(context);
  const sites = all.filter((site) => site.kind === 'value' || target.from.has(site.factory));
  if (all.length > 0 && sites.length === 0) return null;
  const edits = sites.map((site) => editsOf(target, site)).filter((found) => found !== null).flat();
  const { name, explanation } = target;
  const title = edits.length > 0
    ? `Train with ${name} instead of ${nameOf(sites)}`
    : `Train with ${name} by hand: make the optimizer with tf.train.${target.factory}()`;
  return remedy(target.id, { title, shortTitle: `${name[0]!.toUpperCase()}${name.slice(1)} optimizer`, explanation }, edits);
}

const NAMES: Readonly<Record<string, string>> = {
  sgd: 'gradient descent', momentum: 'momentum', adagrad: 'Adagrad', adadelta: 'Adadelta', rmsprop: 'RMSprop', adam: 'Adam', adamax: 'Adamax',
};

function nameOf(sites: readonly OptimizerSite[]): string {
  const names = new Set(sites.map((site) => (site.kind === 'value' ? null : NAMES[site.factory])).filter((name) => name != null));
  return [...names].join(' and ');
}

function fitness({ finding, data }: RemedyContext): number {
  const descends = data.models.some(({ optimizer }) => optimizer !== null && /^(SGD|Momentum|Adagrad|Adadelta|RMSProp)/i.test(optimizer.className));
  if (!descends) return 0;
  switch (finding.rule) {
    case 'slow-learning':
      return 0.8;
    case 'plateau':
    case 'constant-output':
      return 0.65;
    case 'learning-rate-low':
      return 0.7;
    case 'vanishing-gradient':
      // Badly scaled gradients are what it is for; the cause of their shrinking stays.
      return 0.45;
    case 'poor-initialization':
      return 0.3;
    case 'input-scale':
    case 'target-scale':
      return causeOf(finding) === 'unknown' ? 0 : 0.35;
    default:
      return 0;
  }
}

const kind = (target: Target): RemedyKind => ({
  id: target.id, fitness: (context) => target.weight * fitness(context), propose: (context) => propose(target, context),
});

export const otherOptimizers: readonly RemedyKind[] = [ADAM, RMSPROP, MOMENTUM].map(kind);
