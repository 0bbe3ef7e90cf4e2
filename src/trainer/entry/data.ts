/** Data to train an exported model on: the file's own where it exports any, else made up to fit the model. */
import type { data as tfData, layers, LayersModel, Tensor, TensorContainer } from '@tensorflow/tfjs';
import type { Tfjs } from '../capture/tfjs.js';
import type { Exports } from './program.js';

export type TrainingData =
  | { kind: 'tensors'; inputs: Tensor | Tensor[]; targets: Tensor | Tensor[] }
  | { kind: 'dataset'; dataset: tfData.Dataset<TensorContainer> };

type Container = Record<string, unknown>;

/** Names that go together, as people give them. */
const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(train|training)?_?x(s|s?_?train|s?_?data)?$/i, /^(train|training)?_?y(s|s?_?train|s?_?data)?$/i],
  [/^(train|training)?_?(inputs?|features|images|samples)(_?tensor)?$/i, /^(train|training)?_?(targets?|labels?|outputs?)(_?tensor)?$/i],
];

const HOLDER = /^(train|training)?_?(data|dataset|ds|set)$/i;
const LOADER = /^(load|get|make|create|generate|prepare|build)_?\w*?(data|dataset|batch(es)?|samples)$/i;

/** The training data among a file's exports, or null. Functions that load it are called if they need no arguments. */
export async function exportedData(tf: Tfjs, exports: Exports): Promise<TrainingData | null> {
  const direct = pairIn(tf, exports);
  if (direct) return direct;
  for (const [name, value] of Object.entries(exports)) {
    if (HOLDER.test(name)) {
      const found = await dataOf(tf, value);
      if (found) return found;
    }
  }
  for (const [name, value] of Object.entries(exports)) {
    if (LOADER.test(name) && typeof value === 'function' && value.length === 0) {
      const found = await dataOf(tf, (value as () => unknown)());
      if (found) return found;
    }
  }
  return null;
}

/** A dataset, `[inputs, targets]`, or an object with such members; also promised, also inside of `train`. */
async function dataOf(tf: Tfjs, promised: unknown): Promise<TrainingData | null> {
  const value = typeof promised === 'function' && promised.length === 0 ? await (promised as () => unknown)() : await promised;
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof tf.data.Dataset) return { kind: 'dataset', dataset: value as tfData.Dataset<TensorContainer> };
  if (Array.isArray(value) && value.length === 2) {
    const [inputs, targets] = value.map((each) => tensorsOf(tf, each));
    return inputs && targets ? { kind: 'tensors', inputs, targets } : null;
  }
  const container = value as Container;
  return pairIn(tf, container) ?? (container.train ? dataOf(tf, container.train) : null);
}

function pairIn(tf: Tfjs, container: Container): TrainingData | null {
  const names = Object.keys(container);
  for (const [inputName, targetName] of PAIRS) {
    const inputs = names.filter((name) => inputName.test(name)).map((name) => tensorsOf(tf, container[name]))[0];
    const targets = names.filter((name) => targetName.test(name)).map((name) => tensorsOf(tf, container[name]))[0];
    if (inputs && targets) return { kind: 'tensors', inputs, targets };
  }
  return null;
}

function tensorsOf(tf: Tfjs, value: unknown): Tensor | Tensor[] | null {
  if (value instanceof tf.Tensor) return value;
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return null;
  if (Array.isArray(value) && value.length > 0 && value.every((each) => each instanceof tf.Tensor)) return value as Tensor[];
  try {
    return tf.tensor(value as number[]);
  } catch {
    return null;
  }
}

/** Samples in made-up data, and the length of axes that the model leaves open. */
const SAMPLES = 128;
const OPEN_AXIS = 16;

/**
 * Standard normal inputs (whole numbers for embeddings), and targets of the kind that the loss takes: a class per sample,
 * 0 or 1, or normal numbers.
 */
export function syntheticData(tf: Tfjs, model: LayersModel, losses: readonly string[]): TrainingData {
  const shapeOf = (shape: (number | null)[]): number[] => [SAMPLES, ...shape.slice(1).map((size) => size ?? OPEN_AXIS)];
  const inputs = model.inputs.map((input) => {
    const categories = embeddedCategories(model, input);
    if (categories !== null) return tf.randomUniformInt(shapeOf(input.shape), 0, categories).cast(input.dtype);
    return tf.randomNormal(shapeOf(input.shape)).cast(input.dtype);
  });
  const targets = model.outputs.map((output, i) => targetsFor(tf, shapeOf(output.shape), losses[i] ?? losses[0] ?? ''));
  return { kind: 'tensors', inputs: inputs.length === 1 ? inputs[0]! : inputs, targets: targets.length === 1 ? targets[0]! : targets };
}

function targetsFor(tf: Tfjs, shape: number[], loss: string): Tensor {
  const classes = shape.at(-1)!;
  const outer = shape.slice(0, -1);
  if (/^categoricalCrossentropy$/i.test(loss)) return tf.oneHot(tf.randomUniformInt(outer, 0, classes), classes).toFloat();
  if (/^sparseCategoricalCrossentropy$/i.test(loss)) return tf.randomUniformInt([...outer, 1], 0, classes).toFloat();
  if (/^binaryCrossentropy$/i.test(loss)) return tf.randomUniformInt(shape, 0, 2).toFloat();
  return tf.randomNormal(shape);
}

/** How many categories an input is embedded from, or null when no embedding reads it. */
function embeddedCategories(model: LayersModel, input: LayersModel['inputs'][number]): number | null {
  const reader = model.layers.find((layer) =>
    layer.getClassName() === 'Embedding' && layer.inboundNodes.some(({ inputTensors }) => inputTensors.includes(input)));
  return reader ? (reader as layers.Layer & { inputDim: number }).inputDim : null;
}
