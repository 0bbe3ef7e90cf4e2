import type { LayerInfo, ModelInfo } from '../../../src/shared/run.js';
import { Group, HISTOGRAM_BINS, HISTOGRAMS, STATISTIC_COUNT, STATISTIC_INDEX } from '../../../src/shared/statistics.js';
import type { Statistic } from '../../../src/shared/statistics.js';
import type { StepEvent } from '../../../src/shared/trainerProtocol.js';

export const ALL_GROUPS = Group.Activation | Group.OutputGradient | Group.WeightGradient | Group.Update;

/** A row of a step: the statistics that are given, 0 for the others. */
export interface RowValues {
  groups?: number;
  values?: Partial<Record<Statistic, number>>;
}

/** A step as the child sends it. */
export function stepEvent(step: number, rows: Record<string, RowValues>, more: Partial<StepEvent> = {}): StepEvent {
  const ids = Object.keys(rows);
  const values = new Float32Array(ids.length * STATISTIC_COUNT);
  ids.forEach((id, row) => {
    for (const [name, value] of Object.entries(rows[id].values ?? {})) {
      values[row * STATISTIC_COUNT + STATISTIC_INDEX[name as Statistic]] = value;
    }
  });
  return {
    type: 'step', step, time: step * 10, models: ['model'], loss: 1 / (step + 1), regularizationLoss: null, rows: ids,
    groups: Uint8Array.from(ids, (id) => rows[id].groups ?? ALL_GROUPS), values, histograms: null, hidden: null, firstNonFinite: null, inspection: null,
    ...more,
  };
}

/** Histograms of `rows` rows in which everything falls into one bin: `row` for activations, and 20 bins above for the others. */
export function oneBinHistograms(rows: number): Uint16Array {
  const bins = new Uint16Array(rows * HISTOGRAMS.length * HISTOGRAM_BINS);
  for (let row = 0; row < rows; row++) {
    HISTOGRAMS.forEach((_, kind) => {
      bins[(row * HISTOGRAMS.length + kind) * HISTOGRAM_BINS + row + (kind === 0 ? 0 : 20)] = 65535;
    });
  }
  return bins;
}

export function layerInfo(id: string, more: Partial<LayerInfo> = {}): LayerInfo {
  return {
    id, name: id, className: 'Dense', activation: 'relu', kernelInitializer: null, depth: 0, model: 'model', parent: null, recurrent: null, calls: 1,
    outputShape: [null, 4], weights: [], inbound: [], site: null, callers: [], ...more,
  };
}

export function modelInfo(id: string, layers: string[] = []): ModelInfo {
  return { id, name: id, className: 'Sequential', layers, losses: [], strayCompileArguments: [], optimizer: null, site: null };
}
