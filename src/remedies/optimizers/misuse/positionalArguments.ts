/** `tf.train.adam({ learningRate: 0.001 })` -> `tf.train.adam(0.001)`: the functions of tf.train take numbers by position. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../../shared/report.js';
import { unwrap } from '../../../program/syntax/walk.js';
import { causeOf, remedy } from '../../context.js';
import type { RemedyContext, RemedyKind } from '../../context.js';
import { propertyOf } from '../../options.js';
import { optimizerSites, usualRate } from '../sites.js';
import type { OptimizerSite } from '../sites.js';

const ID = 'positional-optimizer-arguments';
const EXPLANATION =
  'tfjs takes an object for the learning rate without a word and computes NaN with it; its optimizers take their numbers by position, ' +
  'the learning rate first (TensorFlow.js 4.22, tf.train).';

/** Parameters behind the learning rate, with what tfjs takes where they are left out. */
const REST: Readonly<Record<string, readonly (readonly [name: string, value: string])[]>> = {
  sgd: [],
  momentum: [['momentum', '0.9'], ['useNesterov', 'false']],
  adam: [['beta1', '0.9'], ['beta2', '0.999'], ['epsilon', '1e-7']],
  adamax: [['beta1', '0.9'], ['beta2', '0.999'], ['epsilon', '1e-7'], ['decay', '0']],
  rmsprop: [['decay', '0.9'], ['momentum', '0'], ['epsilon', '1e-7'], ['centered', 'false']],
  adagrad: [['initialAccumulatorValue', '0.1']],
  adadelta: [['rho', '0.95'], ['epsilon', '1e-7']],
};

/** What people call the learning rate in other frameworks. */
export const RATE_NAMES = ['learningRate', 'lr', 'learning_rate'];

/** The options object as arguments by position, null where it holds what has no position. */
function positional({ source, factory, path }: OptimizerSite & { kind: 'call' }, options: t.ObjectExpression): string | null {
  const written = (name: string): string | null => {
    const property = propertyOf(options, name);
    return property === null ? null : source.text.slice(property.value.start!, property.value.end!);
  };
  const known = [...RATE_NAMES, ...REST[factory]!.map(([name]) => name)];
  if (options.properties.some((one) => one.type !== 'ObjectProperty' || one.key.type !== 'Identifier' || !known.includes(one.key.name))) return null;
  const rate = RATE_NAMES.map(written).find((text) => text !== null) ?? String(usualRate(factory));
  const rest = REST[factory]!.map(([name, value]) => ({ text: written(name), value }));
  if (path.node.arguments.length > 1) return rest.every(({ text }) => text === null) ? rate : null;
  const last = rest.findLastIndex(({ text }) => text !== null);
  // Momentum has no default.
  const needed = factory === 'momentum' ? Math.max(last, 0) : last;
  return [rate, ...rest.slice(0, needed + 1).map(({ text, value }) => text ?? value)].join(', ');
}

function editOf(site: OptimizerSite, rateType: unknown): SourceEdit | null {
  if (site.kind !== 'call') return null;
  const { source, path: { node } } = site;
  const [first] = node.arguments;
  if (first === undefined) return rateType === 'undefined' ? source.insert(node.end! - 1, String(usualRate(site.factory))) : null;
  const value = unwrap(first);
  if (value.type === 'ObjectExpression') {
    const text = positional(site, value);
    return text === null ? null : source.replace(first.start!, first.end!, text);
  }
  if (value.type === 'StringLiteral') return Number.isFinite(Number(value.value)) ? source.replace(first.start!, first.end!, value.value) : null;
  if (rateType !== 'string') return null;
  return source.replace(first.start!, first.end!, `Number(${source.text.slice(first.start!, first.end!)})`);
}

function propose(context: RemedyContext): Remedy | null {
  const rateType = context.finding.evidence.learningRateType;
  const edits = optimizerSites(context).map((site) => editOf(site, rateType)).filter((edit) => edit !== null);
  if (edits.length === 0 && rateType === undefined) return null;
  const title = edits.length > 0
    ? 'Give the optimizer its learning rate as a number, by position'
    : 'Give the optimizer its learning rate by hand as a number, by position: tf.train.adam(0.001)';
  return remedy(ID, { title, shortTitle: 'Learning rate by position', explanation: EXPLANATION }, edits);
}

export const positionalArguments: RemedyKind = {
  id: ID, causes: ['optimizer'], fitness: ({ finding }) => (causeOf(finding) === 'optimizer' ? 1 : 0), propose,
};
