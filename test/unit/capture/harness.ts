/** Capture in the test's own process: what a run under capture sends, decoded. */
import type { AdaptiveSampler } from '../../../src/trainer/capture/adaptive.js';
import { Capture } from '../../../src/trainer/capture/capture.js';
import { KernelProbe } from '../../../src/trainer/capture/kernelProbe.js';
import { ownMemory } from '../../../src/trainer/capture/memory.js';
import type { Probe } from '../../../src/trainer/capture/probe.js';
import { tensorReader } from '../../../src/trainer/capture/readTensor.js';
import { Statistics } from '../../../src/trainer/capture/statistics.js';
import { engineOf, type Backend } from '../../../src/trainer/capture/tfjs.js';
import { loadBackend, wasmHeap, type Tfjs } from '../../../src/trainer/backend/index.js';
import { HISTOGRAM_BINS, HISTOGRAMS, STATISTIC_COUNT, STATISTIC_INDEX, groupOf, type HistogramKind, type Statistic }
  from '../../../src/shared/statistics.js';
import type { RawLayer, RawModel, StepEvent, TrainerEvent } from '../../../src/shared/trainerProtocol.js';
import { compileKernel } from './kernel.js';

let kernel: WebAssembly.Module | null = null;

export async function loadTfjs(): Promise<Tfjs> {
  const { tf } = await loadBackend({ packageRoot: import.meta.dirname, backend: 'wasm', fence: null });
  kernel ??= compileKernel();
  return tf;
}

export class Recording {
  readonly steps: StepEvent[] = [];
  readonly layers = new Map<string, RawLayer>();
  readonly models = new Map<string, RawModel>();
  /** Kinds of all that was told, in its order. */
  readonly types: TrainerEvent['type'][] = [];
  /** Learning rates told by themselves, in their order. */
  readonly rates: (number | null)[] = [];

  add(event: TrainerEvent): void {
    this.types.push(event.type);
    if (event.type === 'layers') for (const layer of event.layers) this.layers.set(layer.id, layer);
    if (event.type === 'models') for (const model of event.models) this.models.set(model.id, model);
    if (event.type === 'learningRates') this.rates.push(...event.rates.map(({ learningRate }) => learningRate));
    if (event.type === 'step') {
      for (const id of event.rows) if (!this.layers.has(id)) throw new Error(`Step ${event.step} uses ${id} before it is announced.`);
      this.steps.push(event);
    }
  }

  get losses(): number[] {
    return this.steps.map(({ loss }) => loss);
  }

  /** Undefined where the step did not touch the layer, or the statistic's group was not captured. */
  value(layer: string, statistic: Statistic, step = 0): number | undefined {
    const event = this.steps[step]!;
    const row = event.rows.indexOf(layer);
    if (row < 0 || !(event.groups[row]! & groupOf(statistic))) return undefined;
    return event.values[row * STATISTIC_COUNT + STATISTIC_INDEX[statistic]];
  }

  /** For each time step, the gradient with respect to a layer's hidden state; undefined where none was captured. */
  hidden(layer: string, step = 0): number[] | undefined {
    const { rows, hidden } = this.steps[step]!;
    const row = rows.indexOf(layer);
    if (row < 0 || !hidden?.times[row]) return undefined;
    const start = hidden.times.subarray(0, row).reduce((sum, times) => sum + times, 0);
    return [...hidden.values.subarray(start, start + hidden.times[row])];
  }

  /** Shares of the elements per bin. */
  histogram(layer: string, kind: HistogramKind, step = 0): number[] {
    const event = this.steps[step]!;
    const offset = (event.rows.indexOf(layer) * HISTOGRAMS.length + HISTOGRAMS.indexOf(kind)) * HISTOGRAM_BINS;
    return [...event.histograms!.subarray(offset, offset + HISTOGRAM_BINS)].map((share) => share / 65535);
  }
}

export interface RecordOptions {
  histograms?: boolean;
  sampler?: AdaptiveSampler;
  beforeStep?: (step: number) => void;
  /** Reads values out of the backend instead of in place. */
  copying?: boolean;
  /** Looks at tensors in another way altogether. */
  probe?: Probe;
}

/** Runs a program under capture. This file's callers are "the bundle". */
export async function record(tf: Tfjs, program: () => unknown, options: RecordOptions = {}): Promise<Recording> {
  const recording = new Recording();
  const heap = options.copying ? null : wasmHeap(tf);
  const { histograms = true, sampler = null } = options;
  const read = tensorReader(engineOf(tf), heap, heap && (tf.backend() as unknown as Backend));
  const capture = new Capture({
    tf,
    probe: options.probe ?? new KernelProbe(engineOf(tf), new Statistics(kernel!, heap ?? ownMemory()), read, histograms, sampler),
    isBundle: (script) => script.endsWith('.test.ts'),
    sampler,
    histograms,
    now: () => 0,
    emit: (event) => recording.add(event),
    beforeStep: options.beforeStep ?? (() => undefined),
  });
  capture.install();
  try {
    await program();
  } finally {
    capture.uninstall();
  }
  return recording;
}
