/** Trains a model that the program exports and does not train itself. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { TrainerEvent } from '../../shared/trainerProtocol.js';
import { activationName } from '../capture/activation.js';
import { internals, isContainer, type Layer, type Tfjs } from '../capture/tfjs.js';
import { exportedData, syntheticData } from './data.js';
import type { Exports } from './program.js';

const BATCH = 32;
const SYNTHETIC_STEPS = 50;
const EPOCHS = 5;

export interface ModelTraining {
  tf: Tfjs;
  /** Name of the export. */
  name: string;
  exports: Exports;
  /** How many steps the run may have, if it is limited. */
  steps: number | null;
  send(event: TrainerEvent): void;
}

/** Loss and optimizer are those of `compile`, or what fits the output's activation and Adam. */
export async function trainModel(model: LayersModel, { tf, name, exports, steps, send }: ModelTraining): Promise<void> {
  const compiled = model.optimizer !== undefined && model.optimizer !== null;
  if (!compiled) model.compile({ optimizer: tf.train.adam(), loss: lossFor(model) });
  const own = await exportedData(tf, exports);
  send({ type: 'entry', name, how: 'train', dataKind: own ? 'program' : 'synthetic' });
  const data = own ?? syntheticData(tf, model, lossNames(model.loss));
  if (data.kind === 'dataset') {
    await model.fitDataset(data.dataset, { epochs: EPOCHS, verbose: 0 });
    return;
  }
  const samples = (Array.isArray(data.inputs) ? data.inputs[0]! : data.inputs).shape[0]!;
  const stepsPerEpoch = Math.ceil(samples / BATCH);
  const epochs = own ? EPOCHS : Math.ceil((steps ?? SYNTHETIC_STEPS) / stepsPerEpoch);
  await model.fit(data.inputs, data.targets, { batchSize: BATCH, epochs, verbose: 0 });
}

/** One loss per output. */
function lossFor(model: LayersModel): string[] {
  return model.outputs.map(({ sourceLayer, shape }) => {
    const activation = outputActivation(sourceLayer);
    if (activation === 'softmax' && shape.at(-1) !== 1) return 'categoricalCrossentropy';
    return activation === 'sigmoid' ? 'binaryCrossentropy' : 'meanSquaredError';
  });
}

function outputActivation(layer: Layer): string | null {
  const last = isContainer(layer) ? internals(layer).outputLayers?.[0] : undefined;
  return last ? outputActivation(last) : activationName(layer);
}

function lossNames(loss: LayersModel['loss']): string[] {
  const all = typeof loss === 'string' || typeof loss === 'function' ? [loss] : Object.values(loss as object);
  return all.map((each: unknown) => (typeof each === 'string' ? each : ''));
}
