/** Edits of the layer that gives a model's output. */
import type * as t from '@babel/types';
import type { SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { findAll, unwrap } from '../../program/syntax/walk.js';
import { bindingOf } from '../bindings.js';
import { callAtSite, isMadeAt } from '../context.js';
import type { CallSite, RemedyContext } from '../context.js';
import { optionsOf, optionValue, setOptions } from '../options.js';

const isString = (node: t.Node): node is t.StringLiteral => node.type === 'StringLiteral';

/** The literals of that name in `last ? 'softmax' : 'relu'`, or behind a constant; none where the option is written plainly. */
function literalsOf({ path }: CallSite, activation: string): t.StringLiteral[] {
  const written = optionValue(path.node, 'activation');
  const value = written === null ? null : unwrap(written);
  if (value === null || value.type === 'StringLiteral') return [];
  const named = value.type === 'Identifier' ? bindingOf(value.name, [...path.ancestors, path.node])?.declarator.init : value;
  return named == null ? [] : findAll(named, isString).map(({ node }) => node).filter((node) => node.value === activation);
}

/**
 * Edits that give the layer another activation: as an option, in a condition, or as the activation layer that it is.
 *
 * @returns null where the call makes other layers with the same activation too, or cannot be seen
 */
export function setActivation(context: RemedyContext, layer: LayerInfo, activation: string): SourceEdit[] | null {
  const call = callAtSite(context.sources, layer.site);
  if (call === null || call.path.node.callee.type === 'Super') return null;
  const { source, path, site } = call;
  const others = context.data.layers.filter((one) => one.id !== layer.id && isMadeAt(one, site));
  const literals = layer.activation === null ? [] : literalsOf(call, layer.activation);
  if (literals.length > 0) {
    if (others.some((one) => one.activation === layer.activation)) return null;
    return literals.map(({ start, end }) => source.replace(start!, end!, source.quoted(activation)));
  }
  if (others.length > 0) return null;
  if (layer.className !== 'Softmax') return setOptions(source, path.node, [['activation', source.quoted(activation)]]);
  const name = writeTfjsPath(source.names, 'layers.activation');
  if (name === null || optionsOf(path.node) !== null || path.node.arguments.length > 0) return null;
  return [source.replace(path.node.start!, path.node.end!, `${name}({ activation: ${source.quoted(activation)} })`)];
}
