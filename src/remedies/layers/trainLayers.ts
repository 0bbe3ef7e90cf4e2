/** Layers that are to be trained after all: no longer frozen, or with a way for the gradient to reach them. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { findAll, unwrap } from '../../program/syntax/walk.js';
import { bindingOf } from '../bindings.js';
import { callAtSite, filesOf, isMadeAt, nameLayers, remedy, uniqueSites } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { dropOptions, optionValue } from '../options.js';

const ID = 'train-layers';
const FROZEN =
  'A layer that is not trainable keeps the weights that it was given at random; freezing is for weights that were trained before ' +
  '(Yosinski et al., 2014).';
const LISTED = 'minimize() and variableGrads() change the variables of their list and no others, however much the loss depends on them.';
const CUT =
  'Numbers that were read out of a tensor, by dataSync(), arraySync() or argMax() for instance, have no gradient: nothing below them is trained ' +
  '(TensorFlow.js, variableGrads).';

const isFalse = (node: t.Node): boolean => node.type === 'BooleanLiteral' && !node.value;
const isAssignment = (node: t.Node): node is t.ExpressionStatement => node.type === 'ExpressionStatement' && node.expression.type === 'AssignmentExpression';

/** `trainable: false` in the calls that make the layers. */
function inCalls(context: RemedyContext, frozen: readonly LayerInfo[]): SourceEdit[] {
  return uniqueSites(frozen).flatMap(({ site }) => {
    const call = callAtSite(context.sources, site);
    const written = call === null ? null : optionValue(call.path.node, 'trainable');
    const isShared = context.data.layers.some((layer) => isMadeAt(layer, site) && !frozen.includes(layer));
    return call === null || isShared || written === null || !isFalse(unwrap(written)) ? [] : dropOptions(call.source, call.path.node, ['trainable'], 'true');
  });
}

/** `hidden.trainable = false;` as a statement, where the name is that of the call that made the layer. */
function inStatements(context: RemedyContext, frozen: readonly LayerInfo[]): SourceEdit[] {
  return filesOf(context).flatMap((file) => {
    const source = context.sources.get(file);
    return source === null ? [] : findAll(source.tree.ast, isAssignment).flatMap(({ node, ancestors }) => {
      const { left, right } = node.expression as t.AssignmentExpression;
      const target = unwrap(left);
      if (target.type !== 'MemberExpression' || target.property.type !== 'Identifier' || target.property.name !== 'trainable' || !isFalse(unwrap(right))) return [];
      const init = target.object.type === 'Identifier' ? bindingOf(target.object.name, ancestors)?.declarator.init : null;
      const made = init ? source.position(unwrap(init).start!) : null;
      return made !== null && frozen.some((layer) => isMadeAt(layer, { file, ...made })) ? [source.withoutLine(node.start!, node.end!)] : [];
    });
  });
}

function propose(context: RemedyContext): Remedy | null {
  const { layers, finding } = context;
  const names = nameLayers(layers);
  const frozen = layers.filter(({ weights }) => weights.length > 0 && weights.every(({ trainable }) => !trainable));
  if (frozen.length > 0) {
    const edits = [...inCalls(context, frozen), ...inStatements(context, frozen)];
    const title = edits.length > 0 ? `Train ${nameLayers(frozen)}, too` : `Train ${nameLayers(frozen)} by hand: take out where trainable is set to false`;
    return remedy(ID, { title, shortTitle: 'Train frozen layers', explanation: FROZEN }, edits);
  }
  const isListed = finding.severity === 'info';
  const title = isListed
    ? `Add the weights of ${names} by hand to the list of variables that is trained, if they are meant to be`
    : `Compute what stands between ${names} and the loss by hand with operations on tensors alone`;
  return remedy(ID, { title, shortTitle: isListed ? 'Longer list of variables' : 'Operations with a gradient', explanation: isListed ? LISTED : CUT }, []);
}

export const trainLayers: RemedyKind = { id: ID, fitness: ({ finding, layers }) => (finding.rule === 'frozen-weights' && layers.length > 0 ? 1 : 0), propose };
