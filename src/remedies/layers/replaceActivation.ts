/** Another activation in place of the one that layers have, as an option or as a layer of its own. */
import type * as t from '@babel/types';
import type { SourceEdit } from '../../shared/report.js';
import type { LayerInfo, SourceSite } from '../../shared/run.js';
import { writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { findAll, unwrap } from '../../program/syntax/walk.js';
import { callAtSite, INITIALIZER_OPTIONS, isActivationLayer, isMadeAt, uniqueSites } from '../context.js';
import type { CallSite, RemedyContext, StackLayer } from '../context.js';
import { dropOptions, optionsOf, optionValue, propertyOf, setOptions } from '../options.js';
import type { SourceFile } from '../sourceFile.js';
import { argumentOf } from './argumentOf.js';
import { insertBehind } from './insertBehind.js';

export interface NewActivation {
  /** tfjs's name for the option `activation`; or the layer, where tfjs has it as a layer only. */
  as: string | ActivationLayer;
  /** Initializer that goes with it; null leaves the weights as they are. */
  initializer: string | null;
}

export interface ActivationLayer {
  /** Name in `tf.layers`. */
  factory: string;
  /** Properties that it is given behind a layer, as source text; null where the file has no words for them. */
  options(source: SourceFile, behind: LayerInfo): string[] | null;
}

const isString = (node: t.Node): node is t.StringLiteral => node.type === 'StringLiteral';

/** The literals of this name in `last ? 'softmax' : 'sigmoid'`. */
function literalsIn(value: t.Node, name: string): t.StringLiteral[] {
  return findAll(value, isString).map(({ node }) => node).filter((node) => node.value === name);
}

/** Edits of the literals that the option comes from: in a condition, or at the callers that pass it; null where it is written plainly. */
function literalEdits(context: RemedyContext, call: CallSite, layers: readonly LayerInfo[], old: string, option: string): SourceEdit[] | null {
  const written = optionValue(call.path.node, 'activation');
  const value = written === null ? null : unwrap(written);
  if (value === null || value.type === 'StringLiteral') return null;
  const edits = new Map<string, SourceEdit>();
  for (const layer of layers) {
    const passed = value.type === 'Identifier' ? argumentOf(context.sources, call, value.name, layer.callers, option) : { source: call.source, node: value };
    const literals = passed === null ? [] : literalsIn(passed.node, old);
    if (literals.length === 0) return null;
    for (const { start, end } of literals) {
      const edit = passed!.source.replace(start!, end!, passed!.source.quoted(option));
      edits.set(JSON.stringify(edit), edit);
    }
  }
  return [...edits.values()];
}

/** Whether the call makes layers too that must keep their activation. */
function isShared(context: RemedyContext, site: SourceSite, treated: ReadonlySet<string>): boolean {
  return context.data.layers.some((layer) => !treated.has(layer.id) && isMadeAt(layer, site));
}

/** `activation: 'sigmoid'` in the call that makes the layers. */
function replaceOption(context: RemedyContext, call: CallSite, layers: readonly LayerInfo[], next: NewActivation, treated: ReadonlySet<string>): SourceEdit[] | null {
  const { source, path, site } = call;
  const old = layers[0]!.activation!;
  if (typeof next.as === 'string') {
    const literals = literalEdits(context, call, layers, old, next.as);
    // Literals of that name at a shared call belong to layers of that activation: all of them must be meant.
    const sameName = context.data.layers.filter((layer) => layer.activation === old && isMadeAt(layer, site));
    if (literals !== null && sameName.every(({ id }) => treated.has(id))) return literals;
    if (isShared(context, site, treated)) return null;
    return setOptions(source, path.node, [['activation', source.quoted(next.as)]]);
  }
  if (isShared(context, site, treated)) return null;
  const { as } = next;
  const inserted = insertBehind(context, layers, (file, behind) => writeLayer(file, as, behind, []));
  if (inserted.layers.length < layers.length) return null;
  return [...dropOptions(source, path.node, ['activation'], source.quoted('linear')), ...inserted.edits];
}

function writeLayer(source: SourceFile, { factory, options }: ActivationLayer, behind: LayerInfo, kept: readonly string[]): string | null {
  const name = writeTfjsPath(source.names, `layers.${factory}`);
  const own = options(source, behind);
  if (name === null || own === null) return null;
  const all = [...own, ...kept];
  return `${name}(${all.length === 0 ? '' : `{ ${all.join(', ')} }`})`;
}

/** Options of an activation layer that every other one has too. */
const COMMON_OPTIONS = new Set(['name', 'inputShape', 'batchInputShape', 'batchSize', 'dtype', 'trainable']);

/** `tf.layers.activation({ activation: 'sigmoid' })` or `tf.layers.reLU()` as a whole. */
function replaceLayer(context: RemedyContext, call: CallSite, rows: readonly LayerInfo[], behind: LayerInfo, next: NewActivation, treated: ReadonlySet<string>): SourceEdit[] | null {
  const { source, path, site } = call;
  const { node } = path;
  if (isShared(context, site, treated)) return null;
  const { as } = next;
  if (rows[0]!.className === 'Activation' && typeof as === 'string') {
    return literalEdits(context, call, rows, rows[0]!.activation!, as) ?? setOptions(source, node, [['activation', source.quoted(as)]]);
  }
  const options = optionsOf(node);
  if (node.arguments.length > 0 && options === null) return null;
  const kept: string[] = [];
  for (const property of options?.properties ?? []) {
    if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') return null;
    if (COMMON_OPTIONS.has(property.key.name) && propertyOf(options!, property.key.name) === property) kept.push(source.text.slice(property.start!, property.end!));
  }
  const layer = typeof as === 'string' ? { factory: 'activation', options: () => [`activation: ${source.quoted(as)}`] } : as;
  const written = node.type === 'NewExpression' ? null : writeLayer(source, layer, behind, kept);
  return written === null ? null : [source.replace(node.start!, node.end!, written)];
}

/** The initializer that goes with the activation, in the calls that make the layers with the weights. */
function initializerEdits(context: RemedyContext, layers: readonly LayerInfo[], initializer: string): SourceEdit[] {
  return uniqueSites(layers).flatMap(({ site, layers: made }) => {
    const call = callAtSite(context.sources, site);
    if (call === null || call.path.node.callee.type === 'Super') return [];
    const values = (INITIALIZER_OPTIONS[made[0]!.className] ?? []).map((name): [string, string] => [name, call.source.quoted(initializer)]);
    return values.length === 0 ? [] : setOptions(call.source, call.path.node, values);
  });
}

/** @returns the edits that can be made safely, and the layers that they change. */
export function replaceActivation(context: RemedyContext, entries: readonly StackLayer[], next: NewActivation): { edits: SourceEdit[]; layers: LayerInfo[] } {
  const treated = new Set(entries.map(({ activatedBy }) => activatedBy.id));
  const edits: SourceEdit[] = [];
  const changed: LayerInfo[] = [];
  for (const { site, layers: rows } of uniqueSites(entries.map(({ activatedBy }) => activatedBy))) {
    const call = callAtSite(context.sources, site);
    if (call === null || call.path.node.callee.type === 'Super') continue;
    const concerned = entries.filter(({ activatedBy }) => rows.includes(activatedBy)).map(({ layer }) => layer);
    const own = rows.every((row) => concerned.includes(row) && !isActivationLayer(row));
    const found = own
      ? replaceOption(context, call, rows, next, treated)
      : replaceLayer(context, call, rows, concerned[0]!, next, treated);
    if (found === null || found.length === 0) continue;
    edits.push(...found);
    changed.push(...concerned);
  }
  if (next.initializer !== null && changed.length > 0) edits.push(...initializerEdits(context, changed, next.initializer));
  return { edits, layers: changed };
}
