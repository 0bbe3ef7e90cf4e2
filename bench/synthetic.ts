/** A run without a training child: layers and steps as they come to the host. */
import { STATISTIC_COUNT } from '../src/shared/statistics.js';
import type { RawLayer, StepEvent } from '../src/shared/trainerProtocol.js';

/** A dense sigmoid layer that reads the one before it. */
export function denseLayer(depth: number): RawLayer {
  return {
    id: `dense_Dense${depth + 1}`, name: `dense_Dense${depth + 1}`, className: 'Dense', activation: 'sigmoid', kernelInitializer: 'GlorotNormal',
    depth, model: 'model', parent: null, recurrent: null, calls: 1, outputShape: [null, 8],
    weights: [{ name: 'kernel', shape: [8, 8], trainable: true }, { name: 'bias', shape: [8], trainable: true }],
    inbound: depth > 0 ? [`dense_Dense${depth}`] : [], frames: [],
  };
}

/** A step that touched these layers in every way. */
export function fullStep(step: number, rows: string[], values = new Float32Array(rows.length * STATISTIC_COUNT)): StepEvent {
  return {
    type: 'step', step, time: step, models: ['model'], loss: 1 + 1 / (step + 1), rows, groups: new Uint8Array(rows.length).fill(15), values,
    regularizationLoss: 0, hidden: null, histograms: null, firstNonFinite: null, inspection: null,
  };
}
