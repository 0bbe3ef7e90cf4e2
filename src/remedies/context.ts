/** What a remedy looks at: the finding, the layers around it, and the calls in the source that made them. */
import type { CauseId } from '../diagnosis/rule.js';
import type { Finding, Remedy, SourceEdit } from '../shared/report.js';
import type { LayerInfo, RunData, SourceSite } from '../shared/run.js';
import { callStartingAt } from '../program/syntax/calls.js';
import type { CallLike, NodePath } from '../program/syntax/walk.js';
import type { SourceFile, SourceFiles } from './sourceFile.js';

export interface RemedyContext {
  finding: Finding;
  data: RunData;
  sources: SourceFiles;
  /** The layers the finding names. */
  layers: readonly LayerInfo[];
  /** Hidden layers with weights in the same models, of the same kind as the finding's: a cure has to take them all. */
  stack: readonly StackLayer[];
}

export interface StackLayer {
  layer: LayerInfo;
  /** The activation that follows, also when it is a layer of its own: `relu`, `sigmoid`, `linear` ... */
  activation: string;
  /** The row that applies it: the layer itself, or the activation layer behind it. */
  activatedBy: LayerInfo;
}

/** One kind of remedy. `fitness` says how well it fits the cause, from 0 (not at all) to 1. */
export interface RemedyKind {
  id: string;
  /** The causes that it is made for. Where a cause lies in the data, the loss or the arguments, no other remedy is offered. */
  causes?: readonly CauseId[];
  fitness(context: RemedyContext): number;
  /** Null when there is nothing left to change. */
  propose(context: RemedyContext): Remedy | null;
}

/** The cause that the diagnosis gives; `unknown` where it gives none. */
export function causeOf({ evidence }: Finding): CauseId {
  return typeof evidence.causeId === 'string' ? (evidence.causeId as CauseId) : 'unknown';
}

/** Layer classes with weights that transform, and the option that sets how each of those weights starts. */
export const INITIALIZER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  Dense: ['kernelInitializer'],
  Conv1D: ['kernelInitializer'],
  Conv2D: ['kernelInitializer'],
  Conv3D: ['kernelInitializer'],
  Conv2DTranspose: ['kernelInitializer'],
  Conv3DTranspose: ['kernelInitializer'],
  DepthwiseConv2D: ['depthwiseInitializer'],
  SeparableConv2D: ['depthwiseInitializer', 'pointwiseInitializer'],
};

const RECURRENT = new Set(['SimpleRNN', 'LSTM', 'GRU', 'RNN', 'Bidirectional', 'ConvLSTM2D', 'SimpleRNNCell', 'LSTMCell', 'GRUCell']);

export function isRecurrent({ className }: LayerInfo): boolean {
  return RECURRENT.has(className);
}

/** Activation layers of tfjs by class, as the activation they apply. */
const ACTIVATION_LAYERS: Readonly<Record<string, string>> = {
  ReLU: 'relu', LeakyReLU: 'leakyRelu', PReLU: 'prelu', ELU: 'elu', ThresholdedReLU: 'thresholdedRelu', Softmax: 'softmax',
};

/** A layer that applies an activation and nothing else. */
export function isActivationLayer({ className }: LayerInfo): boolean {
  return className === 'Activation' || className in ACTIVATION_LAYERS;
}

const PASSES_ON = new Set(['BatchNormalization', 'LayerNormalization', 'Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout']);

const RELU_LIKE = new Set(['relu', 'relu6', 'leakyRelu', 'prelu', 'elu', 'thresholdedRelu', 'swish', 'mish', 'gelu', 'gelu_new']);
const BOUNDED = new Set(['sigmoid', 'hardSigmoid', 'tanh', 'softsign']);

export type ActivationFamily = 'relu' | 'bounded' | 'selu' | 'linear' | 'other';

export function familyOf(activation: string): ActivationFamily {
  if (RELU_LIKE.has(activation)) return 'relu';
  if (BOUNDED.has(activation)) return 'bounded';
  if (activation === 'selu' || activation === 'linear') return activation;
  return 'other';
}

/** The activation of a layer, or of the activation layer that reads it. */
export function activationAfter(layer: LayerInfo, layers: readonly LayerInfo[]): Omit<StackLayer, 'layer'> {
  let current = layer;
  for (let hop = 0; hop < 4; hop++) {
    if (current.activation !== null && current.activation !== 'linear') return { activation: current.activation, activatedBy: current };
    const readers = layers.filter(({ inbound }) => inbound.includes(current.id));
    const reader = readers[0];
    if (reader === undefined || readers.length > 1) break;
    const activation = ACTIVATION_LAYERS[reader.className];
    if (activation !== undefined) return { activation, activatedBy: reader };
    if (reader.className !== 'Activation' && !PASSES_ON.has(reader.className) && reader.id !== current.parent) break;
    current = reader;
  }
  return { activation: 'linear', activatedBy: layer };
}

/** Layers whose output leaves the model: nothing else reads them, or they stand last. */
export function isOutput(layer: LayerInfo, layers: readonly LayerInfo[]): boolean {
  const others = layers.filter(({ model, id }) => model === layer.model && id !== layer.id);
  if (others.some(({ inbound }) => inbound.includes(layer.id))) {
    const readers = others.filter(({ inbound }) => inbound.includes(layer.id));
    return readers.every((reader) => (isActivationLayer(reader) || reader.id === layer.parent) && isOutput(reader, layers));
  }
  const inboundKnown = others.some(({ inbound }) => inbound.length > 0);
  return inboundKnown || others.every(({ depth }) => depth < layer.depth);
}

/** @returns the hidden layers that a cure for the finding has to treat, in order of execution. */
export function stackOf(finding: Finding, data: RunData): StackLayer[] {
  const all = data.layers;
  const named = all.filter(({ id }) => finding.layers.includes(id));
  const models = new Set(named.map(({ model }) => model));
  const hidden = all
    .filter((layer) => layer.className in INITIALIZER_OPTIONS && models.has(layer.model) && !isOutput(layer, all))
    .map((layer) => ({ layer, ...activationAfter(layer, all) }));
  const ids = new Set(finding.layers);
  const kinds = new Set(hidden.filter(({ layer }) => ids.has(layer.id)).map(({ activation }) => familyOf(activation)));
  const same = kinds.size === 0 ? hidden : hidden.filter(({ activation }) => kinds.has(familyOf(activation)));
  return same.sort((a, b) => a.layer.depth - b.layer.depth);
}

/** A call in the user's source. */
export interface CallSite {
  source: SourceFile;
  path: NodePath<CallLike>;
  site: SourceSite;
}

export function callAtSite(sources: SourceFiles, site: SourceSite | null | undefined): CallSite | null {
  if (!site) return null;
  const source = sources.get(site.file);
  const path = source === null ? null : callStartingAt(source.tree, site.line, site.column);
  return source === null || path === null ? null : { source, path, site };
}

/** Whether the layer was made by the call at this place. */
export function isMadeAt({ site }: LayerInfo, { file, line, column }: SourceSite): boolean {
  return site !== null && site.file === file && site.line === line && site.column === column;
}

/** One entry for each place in the source, however many layers were made there. */
export function uniqueSites(layers: readonly LayerInfo[]): { site: SourceSite; layers: LayerInfo[] }[] {
  const places = new Map<string, { site: SourceSite; layers: LayerInfo[] }>();
  for (const layer of layers) {
    if (layer.site === null) continue;
    const key = `${layer.site.file}:${layer.site.line}:${layer.site.column}`;
    const place = places.get(key);
    if (place === undefined) places.set(key, { site: layer.site, layers: [layer] });
    else place.layers.push(layer);
  }
  return [...places.values()];
}

/** The files that the run's layers and models come from, those of the finding first. */
export function filesOf({ finding, data }: RemedyContext): string[] {
  const own = data.layers.filter(({ id }) => finding.layers.includes(id));
  const files = new Set<string>();
  for (const { site, callers } of [...own, ...data.layers]) {
    if (site !== null) files.add(site.file);
    for (const { file } of callers) files.add(file);
  }
  for (const { site } of data.models) if (site) files.add(site.file);
  return [...files];
}

/** "hidden_1, hidden_2 and 4 more layers". */
export function nameLayers(layers: readonly LayerInfo[]): string {
  // A cell may have the name of its layer.
  const names = [...new Set(layers.map(({ name }) => name))];
  if (names.length <= 3) return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more layers`;
}

/** The words for a remedy. */
interface Words {
  title: string;
  shortTitle?: string;
  explanation: string;
}

export function remedy(id: string, words: Words, edits: SourceEdit[], createFiles: Remedy['createFiles'] = []): Remedy {
  return { id, ...words, edits, createFiles, trial: null };
}
