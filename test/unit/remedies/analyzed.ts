/** Programs run under plain tfjs, read as a run, cured, and run again. */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import type { BundledProgram } from '../../../src/program/index.js';
import { parses } from '../../../src/program/index.js';
import { applyEdits, remediesFor } from '../../../src/remedies/index.js';
import type { Finding, Remedy, RuleId } from '../../../src/shared/report.js';
import type { LayerInfo, ModelInfo, RunData } from '../../../src/shared/run.js';
import type { Statistic } from '../../../src/shared/statistics.js';
import { bundle, layersMadeBy, workspace } from '../program/workspace.js';

const require = createRequire(import.meta.url);

interface Internals {
  layers?: tf.layers.Layer[];
  activation?: { getClassName(): string };
  kernelInitializer?: { constructor: { className: string } };
  depthwiseInitializer?: { constructor: { className: string } };
  outputShape?: (number | null)[];
  inboundNodes: { inboundLayers: tf.layers.Layer[] }[];
  optimizer?: tf.Optimizer;
}
const internals = (layer: tf.layers.Layer): Internals => layer as unknown as Internals;

/** A program that has run. */
export interface Analyzed {
  files: Readonly<Record<string, string>>;
  main: string;
  layers: tf.layers.Layer[];
  data: RunData;
  exports: Record<string, unknown>;
}

function describe(program: BundledProgram, made: ReturnType<typeof layersMadeBy>['layers']): { layers: LayerInfo[]; models: ModelInfo[] } {
  const models = made.filter(({ layer }) => internals(layer).layers !== undefined);
  const rows = made.filter(({ layer }) => internals(layer).layers === undefined);
  const infos = rows.map(({ layer, frames }): LayerInfo => {
    const inner = internals(layer);
    const [site, ...callers] = program.locateAll(frames);
    const model = models.find(({ layer: owner }) => internals(owner).layers!.includes(layer));
    const initializer = inner.kernelInitializer ?? inner.depthwiseInitializer;
    return {
      id: layer.name, name: layer.name, className: layer.getClassName(), calls: 1,
      outputShape: inner.inboundNodes.length === 0 ? null : inner.outputShape!,
      weights: layer.weights.map(({ name, shape }) => ({ name, shape: shape as number[], trainable: true })),
      activation: inner.activation?.getClassName() ?? null,
      kernelInitializer: initializer?.constructor.className ?? null,
      depth: model === undefined ? 0 : internals(model.layer).layers!.indexOf(layer),
      model: model?.layer.name ?? null,
      parent: null,
      recurrent: 'cell' in inner ? 'forward' : null,
      inbound: inner.inboundNodes.flatMap(({ inboundLayers }) => inboundLayers.map(({ name }) => name)),
      site: site ?? null, callers,
    };
  });
  const modelInfos = models.map(({ layer, frames }): ModelInfo => ({
    id: layer.name, name: layer.name, className: layer.getClassName(), layers: internals(layer).layers!.map(({ name }) => name), losses: [],
    strayCompileArguments: [], optimizer: null, site: program.locateAll(frames)[0] ?? null,
  }));
  return { layers: infos, models: modelInfos };
}

/** Runs a program (path -> text; promises that it exports as `done` are awaited) and describes it as a run without numbers. */
export async function analyze(files: Readonly<Record<string, string>>, main: string): Promise<Analyzed> {
  const program = await bundle(workspace(files), main);
  const { layers: made, exports } = layersMadeBy(program);
  await exports.done;
  const described = describe(program, made);
  const data: RunData = {
    ...described, stepCount: 50, dataKind: 'program', firstNonFinite: null, inspections: [],
    loss: () => undefined, regularizationLoss: () => undefined, modelsOf: () => [], value: () => undefined, hiddenGradient: () => undefined,
  };
  return { files, main, layers: made.map(({ layer }) => layer), data, exports };
}

export function findingOf(rule: RuleId, layers: string[], evidence: Finding['evidence'] = {}, step = 0): Finding {
  return { rule, severity: 'error', layers, step, stepsSeen: 50, confidence: 1, message: '', cause: '', evidence, consequences: [] };
}

/** Numbers for some statistics of every layer, by step. */
export function withNumbers(data: RunData, numbers: Partial<Record<Statistic, (step: number) => number>>): RunData {
  return { ...data, value: (_, statistic, step) => numbers[statistic]?.(step) };
}

/** Every remedy that applies, best first. */
export function remedies(program: Analyzed, finding: Finding, data: RunData = program.data): Remedy[] {
  return remediesFor(finding, data, { read: (file) => program.files[file] }, Infinity);
}

/** The program's files after a remedy. Throws where an edited file does not parse any more. */
export function cured(program: Analyzed, remedy: Remedy): Record<string, string> {
  const files: Record<string, string> = { ...program.files };
  for (const file of new Set(remedy.edits.map((edit) => edit.file))) {
    files[file] = applyEdits(files[file]!, remedy.edits.filter((edit) => edit.file === file));
    if (!parses(files[file], file)) throw new Error(`${file} does not parse after ${remedy.id}:\n${files[file]}`);
  }
  for (const { file, text } of remedy.createFiles) files[file] = text;
  return files;
}

/** Finds the remedy, applies it and runs the program again. */
export async function cure(program: Analyzed, rule: RuleId, id: string, layers?: string[]): Promise<Analyzed> {
  const all = program.data.layers.map((layer) => layer.id);
  const remedy = remedies(program, findingOf(rule, layers ?? all)).find((candidate) => candidate.id === id);
  if (remedy === undefined) throw new Error(`No remedy ${id} for ${rule}.`);
  return analyze(cured(program, remedy), program.main);
}

/** "heNormal dense -> ..." would be our words; these are tfjs's own: class of the initializer of each layer, by name. */
export function initializers({ layers }: Analyzed): Record<string, string | undefined> {
  return Object.fromEntries(layers.filter((layer) => internals(layer).kernelInitializer).map((layer) => [layer.name, internals(layer).kernelInitializer!.constructor.className]));
}

export function activations({ layers }: Analyzed): Record<string, string | undefined> {
  return Object.fromEntries(layers.filter((layer) => internals(layer).activation).map((layer) => [layer.name, internals(layer).activation!.getClassName()]));
}

/** Classes of the layers of the program's (first) model, in order of execution. */
export function modelClasses({ layers }: Analyzed): string[] {
  const model = layers.find((layer) => internals(layer).layers !== undefined && internals(layer).layers!.length > 0)!;
  return internals(model).layers!.map((layer) => layer.getClassName());
}

/** The package folder of tfjs, for type checks. */
export function nodeModules(): string {
  const at = path.dirname(require.resolve('@tensorflow/tfjs/package.json'));
  return fs.realpathSync(path.join(at, '..', '..'));
}
