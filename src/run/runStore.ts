import type { HostToPanel, StepBlock } from '../shared/panelProtocol.js';
import type { Inspection, LayerInfo, ModelInfo, NonFiniteOrigin, RunData } from '../shared/run.js';
import { Group, groupOf, STATISTIC_COUNT, STATISTIC_INDEX } from '../shared/statistics.js';
import type { HistogramKind, Statistic } from '../shared/statistics.js';
import type { LearningRate, StepEvent } from '../shared/trainerProtocol.js';
import { CHUNK_BYTES, Column } from './column.js';
import { HiddenStore } from './hiddenStore.js';
import { HistogramRing } from './histogramRing.js';
import { StepTable } from './stepTable.js';

export interface RunStoreOptions {
  /** Bytes of histograms that are kept; the oldest steps' go first. */
  histogramBytes?: number;
  /** Bytes of gradients with respect to hidden states that are kept; beyond, steps are thinned evenly. */
  hiddenBytes?: number;
}

/** Consecutive steps as the webview wants them; the caller adds the run's id. */
export type StepBlockPayload = Omit<StepBlock, 'type' | 'runId'>;

export type HiddenGradientsPayload = Omit<Extract<HostToPanel, { type: 'hidden' }>, 'type' | 'runId'>;

const GROUP_OF_HISTOGRAM: Record<HistogramKind, Group> = {
  activation: Group.Activation,
  outputGradient: Group.OutputGradient,
  weightGradient: Group.WeightGradient,
};

/**
 * The numbers of one run, at full resolution: 97 bytes a layer and step that touched it (12 KB is the smallest piece)
 * and 26 bytes a step. 50 layers over 10,000 steps are 49 MB, and `bytes` says how much it is; whoever fills
 * the store decides how much is too much.
 */
export class RunStore implements RunData {
  layers: readonly LayerInfo[] = [];
  models: readonly ModelInfo[] = [];
  dataKind: 'program' | 'synthetic' = 'program';
  firstNonFinite: NonFiniteOrigin | null = null;
  readonly inspections: Inspection[] = [];

  readonly #steps = new StepTable();
  readonly #columns = new Map<string, Column>();
  readonly #histograms: HistogramRing;
  readonly #hidden: HiddenStore;

  constructor({ histogramBytes = 64 * 2 ** 20, hiddenBytes = 16 * 2 ** 20 }: RunStoreOptions = {}) {
    this.#histograms = new HistogramRing(histogramBytes);
    this.#hidden = new HiddenStore(hiddenBytes);
  }

  get stepCount(): number {
    return this.#steps.count;
  }

  /** Memory of the numbers, histograms apart. */
  get bytes(): number {
    let chunks = 0;
    for (const column of this.#columns.values()) chunks += column.chunks;
    return chunks * CHUNK_BYTES + this.#steps.bytes + this.#hidden.bytes;
  }

  /** Takes a step. Its layers may be told later by `setLayers`. */
  append(event: StepEvent): void {
    this.#steps.set(event);
    event.rows.forEach((id, row) => {
      const values = event.values.subarray(row * STATISTIC_COUNT, (row + 1) * STATISTIC_COUNT);
      this.#column(id).set(event.step, event.groups[row], values);
    });
    if (event.histograms) this.#histograms.push(event.step, event.rows, event.histograms);
    if (event.hidden) this.#hidden.push(event.step, event.rows, event.hidden);
    this.firstNonFinite ??= event.firstNonFinite;
    if (event.inspection) this.inspections.push(event.inspection);
  }

  /** A step as it was appended, without what is no longer kept; null for one that was not captured. */
  event(step: number): StepEvent | null {
    const loss = this.#steps.loss(step);
    if (loss === undefined) return null;
    const touched = [...this.#columns].filter(([, column]) => column.groups(step) !== 0);
    const rows = touched.map(([id]) => id);
    const values = new Float32Array(rows.length * STATISTIC_COUNT);
    touched.forEach(([, column], row) => values.set(column.row(step)!, row * STATISTIC_COUNT));
    const { firstNonFinite } = this;
    return {
      type: 'step', step, rows, values, loss,
      time: this.#steps.time(step)!,
      models: [...this.#steps.modelsOf(step)],
      regularizationLoss: this.#steps.regularizationLoss(step) ?? null,
      groups: Uint8Array.from(touched, ([, column]) => column.groups(step)),
      histograms: this.#histograms.rows(step, rows),
      hidden: this.#hidden.rows(step, rows),
      firstNonFinite: firstNonFinite?.step === step ? firstNonFinite : null,
      inspection: this.inspections.find((inspection) => inspection.step === step) ?? null,
    };
  }

  /** Adds layers, or replaces those with the same id; keeps them in the order of the models and their execution. */
  setLayers(changed: readonly LayerInfo[]): void {
    const byId = new Map([...this.layers, ...changed].map((layer) => [layer.id, layer]));
    this.layers = this.#inModelOrder([...byId.values()]);
  }

  /** Adds models, or replaces those with the same id. */
  setModels(changed: readonly ModelInfo[]): void {
    const byId = new Map([...this.models, ...changed].map((model) => [model.id, model]));
    this.models = [...byId.values()];
    this.layers = this.#inModelOrder([...this.layers]);
  }

  setLearningRates(rates: readonly LearningRate[]): void {
    for (const { model: id, ...rate } of rates) {
      this.models = this.models.map((model) => (model.id === id && model.optimizer ? { ...model, optimizer: { ...model.optimizer, ...rate } } : model));
    }
  }

  loss(step: number): number | undefined {
    return this.#steps.loss(step);
  }

  regularizationLoss(step: number): number | undefined {
    return this.#steps.regularizationLoss(step);
  }

  /** Milliseconds from the start of the program, undefined for a step that was not captured. */
  time(step: number): number | undefined {
    return this.#steps.time(step);
  }

  modelsOf(step: number): readonly string[] {
    return this.#steps.modelsOf(step);
  }

  value(layer: string, statistic: Statistic, step: number): number | undefined {
    const column = this.#columns.get(layer);
    if (!column || (column.groups(step) & groupOf(statistic)) === 0) return undefined;
    return column.value(step, STATISTIC_INDEX[statistic]);
  }

  hiddenGradient(layer: string, step: number): Float32Array | undefined {
    return this.#hidden.get(layer, step);
  }

  /** What `hiddenGradient` tells of all layers, one after the other; layers without are left out. */
  hiddenGradients(step: number): HiddenGradientsPayload {
    const found = this.layers.flatMap(({ id }) => {
      const values = this.hiddenGradient(id, step);
      return values ? [{ id, values }] : [];
    });
    return {
      step, layers: found.map(({ id }) => id), times: found.map(({ values }) => values.length),
      values: Float32Array.from(found.flatMap(({ values }) => [...values])),
    };
  }

  /** HISTOGRAM_BINS shares, or null when they were not captured or are too old to be kept. */
  histogram(layer: string, step: number, kind: HistogramKind): Float32Array | null {
    const present = (this.#columns.get(layer)?.groups(step) ?? 0) & GROUP_OF_HISTOGRAM[kind];
    return present ? this.#histograms.get(step, layer, kind) : null;
  }

  /** The steps from `first` on, at most `count`, dense over the layers in their present order. */
  block(first: number, count: number): StepBlockPayload {
    const steps = Math.max(0, Math.min(count, this.stepCount - first));
    const width = this.layers.length;
    const block: StepBlockPayload = {
      first, count: steps, layers: width,
      groups: new Uint8Array(steps * width),
      values: new Float32Array(steps * width * STATISTIC_COUNT),
      loss: new Float32Array(steps).fill(NaN),
      lossKnown: new Uint8Array(steps),
    };
    for (let i = 0; i < steps; i++) {
      const loss = this.loss(first + i);
      if (loss === undefined) continue;
      block.loss[i] = loss;
      block.lossKnown[i] = 1;
    }
    this.layers.forEach((layer, x) => {
      const column = this.#columns.get(layer.id);
      if (column) copyColumn(column, block, x);
    });
    return block;
  }

  #column(id: string): Column {
    let column = this.#columns.get(id);
    if (!column) {
      column = new Column();
      this.#columns.set(id, column);
    }
    return column;
  }

  #inModelOrder(layers: LayerInfo[]): LayerInfo[] {
    const order = new Map(this.models.map((model, i) => [model.id, i]));
    const rank = (layer: LayerInfo): number => (layer.model === null ? undefined : order.get(layer.model)) ?? order.size;
    // Array sort is stable: variables without a model stay in the order in which they came.
    return layers.sort((a, b) => rank(a) - rank(b) || (a.model === null ? 0 : a.depth - b.depth));
  }
}

function copyColumn(column: Column, block: StepBlockPayload, x: number): void {
  for (let i = 0; i < block.count; i++) {
    const groups = column.groups(block.first + i);
    if (groups === 0) continue;
    const cell = i * block.layers + x;
    block.groups[cell] = groups;
    block.values.set(column.row(block.first + i)!, cell * STATISTIC_COUNT);
  }
}
