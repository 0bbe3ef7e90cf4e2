/** Penalties on weights: weaker, gone, or new. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { tfjsPath, writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { unwrap } from '../../program/syntax/walk.js';
import type { CallLike } from '../../program/syntax/walk.js';
import { callAtSite, causeOf, INITIALIZER_OPTIONS, nameLayers, remedy, uniqueSites } from '../context.js';
import type { CallSite, RemedyContext, RemedyKind } from '../context.js';
import { dropOptions, objectWith, optionValue } from '../options.js';
import { constantNamed } from '../bindings.js';
import { setOnLayers } from './setOnLayers.js';

const OPTIONS = [
  'kernelRegularizer', 'biasRegularizer', 'activityRegularizer', 'recurrentRegularizer', 'depthwiseRegularizer', 'pointwiseRegularizer',
  'embeddingsRegularizer',
] as const;

/** What tfjs gives a penalty whose factor is not written. */
const DEFAULT_FACTOR = 0.01;

/** Calls that make the finding's layers and write a penalty, and those options. */
function penalized(context: RemedyContext): { call: CallSite; layers: LayerInfo[]; options: string[] }[] {
  return uniqueSites(context.layers).flatMap(({ site, layers }) => {
    const call = callAtSite(context.sources, site);
    if (call === null || call.path.node.callee.type === 'Super') return [];
    const options = OPTIONS.filter((option) => {
      const value = optionValue(call.path.node, option);
      return value !== null && value.type !== 'NullLiteral' && !(value.type === 'Identifier' && value.name === 'undefined');
    });
    return options.length === 0 ? [] : [{ call, layers, options }];
  });
}

function proposeNone(context: RemedyContext): Remedy | null {
  const found = penalized(context);
  if (found.length === 0) return null;
  const edits = found.flatMap(({ call, options }) => dropOptions(call.source, call.path.node, options, 'undefined'));
  const explanation = 'Without a penalty the weights follow the data alone; whether the model then needs one at all, unseen data will tell.';
  const title = `Take the regularizers off ${nameLayers(found.flatMap(({ layers }) => layers))}`;
  return remedy('no-regularization', { title, shortTitle: 'No regularization', explanation }, edits);
}

/** By which the factor is divided so that the penalty is at most a tenth of the data's part of the first loss. */
function divisorOf({ finding: { evidence } }: RemedyContext): number {
  const ratio = typeof evidence.penaltyToData === 'number' && Number.isFinite(evidence.penaltyToData) ? evidence.penaltyToData : 1;
  return 10 ** Math.min(6, Math.max(1, Math.ceil(Math.log10(10 * ratio))));
}

const divided = (factor: number, divisor: number): string => String(Number((factor / divisor).toPrecision(6)));

/** `tf.regularizers.l2({ l2: 0.1 })` -> `tf.regularizers.l2({ l2: 0.01 })`; an expression that is no number is divided where it stands. */
function weaker({ source }: CallSite, node: t.Node, divisor: number): string | null {
  if (node.type === 'StringLiteral') {
    const name = writeTfjsPath(source.names, `regularizers.${node.value}`);
    const factors = node.value === 'l1l2' ? ['l1', 'l2'] : /^l[12]$/.test(node.value) ? [node.value] : [];
    if (name === null || factors.length === 0) return null;
    return `${name}({ ${factors.map((factor) => `${factor}: ${divided(DEFAULT_FACTOR, divisor)}`).join(', ')} })`;
  }
  const kind = node.type === 'CallExpression' ? /^regularizers\.(l1|l2|l1l2)$/.exec(tfjsPath(source.names, node.callee) ?? '')?.[1] : undefined;
  if (kind === undefined) return null;
  const call = node as CallLike;
  const names = kind === 'l1l2' ? ['l1', 'l2'] : [kind];
  const values = names.map((name): [string, string] => {
    const written = optionValue(call, name);
    const number = written === null ? null : unwrap(written);
    if (written === null || number?.type === 'NumericLiteral') {
      return [name, divided(number?.type === 'NumericLiteral' ? number.value : DEFAULT_FACTOR, divisor)];
    }
    const text = source.text.slice(written.start!, written.end!);
    return [name, /^[\w.]+$/.test(text) ? `${text} / ${divisor}` : `(${text}) / ${divisor}`];
  });
  const options = objectWith(source, call, values);
  return options === null ? null : `${source.text.slice(call.callee.start!, call.callee.end!)}(${options})`;
}

function proposeWeaker(context: RemedyContext): Remedy | null {
  const found = penalized(context);
  if (found.length === 0) return null;
  const divisor = divisorOf(context);
  // Several layers may share one regularizer in a variable.
  const edits = new Map<string, SourceEdit>();
  for (const { call, options } of found) {
    for (const option of options) {
      const written = unwrap(optionValue(call.path.node, option)!);
      const value = (written.type === 'Identifier' ? constantNamed(written.name, call.path.ancestors) : written) ?? written;
      const text = weaker(call, value, divisor);
      if (text === null) continue;
      const edit = call.source.replace(value.start!, value.end!, text);
      edits.set(JSON.stringify(edit), edit);
    }
  }
  const names = nameLayers(found.flatMap(({ layers }) => layers));
  const explanation =
    'Penalties are there to hold weights back that the data does not need; when they are larger than the data\'s part of the loss, ' +
    'they are all that is learned (Goodfellow et al., 2016, 7.1).';
  const title = `Divide the factors of the regularizers of ${names} by ${divisor}${edits.size > 0 ? '' : ' by hand'}`;
  return remedy('weaker-regularization', { title, shortTitle: `Regularization divided by ${divisor}`, explanation }, [...edits.values()]);
}

const whereTooStrong = (fitness: number) => ({ finding }: RemedyContext): number => (causeOf(finding) === 'regularization' ? fitness : 0);

export const noRegularization: RemedyKind = { id: 'no-regularization', fitness: whereTooStrong(0.9), propose: proposeNone };
export const weakerRegularization: RemedyKind = { id: 'weaker-regularization', fitness: whereTooStrong(1), propose: proposeWeaker };

/** Usual for weight decay; small beside the data's loss for weights of ordinary size. */
const NEW_FACTOR = 1e-4;

function proposeL2(context: RemedyContext): Remedy | null {
  const layers = context.layers.filter(({ className }) => INITIALIZER_OPTIONS[className]?.[0] === 'kernelInitializer');
  const { edits, changed } = setOnLayers(context, layers, ({ source, path }) => {
    const l2 = writeTfjsPath(source.names, 'regularizers.l2');
    const none = optionValue(path.node, 'kernelRegularizer') === null;
    return l2 === null || !none ? null : [['kernelRegularizer', `${l2}({ l2: ${NEW_FACTOR} })`]];
  });
  if (changed.length === 0) return null;
  const explanation =
    'Every step then takes a part off each weight, in proportion to it, so that weights which the data does not ask for do not grow ' +
    '(Krogh and Hertz, 1992).';
  return remedy('l2-regularization', { title: `Penalize large weights in ${nameLayers(changed)} (L2, ${NEW_FACTOR})`, shortTitle: 'L2 regularization', explanation }, edits);
}

/** Weights that training made large; a penalty acts over many steps and mends no divergence. */
export const l2Regularization: RemedyKind = {
  id: 'l2-regularization',
  fitness: ({ finding }) => (finding.rule === 'saturation' && causeOf(finding) === 'learning-rate' ? 0.35 : 0),
  propose: proposeL2,
};
