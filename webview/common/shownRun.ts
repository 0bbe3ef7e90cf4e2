/** A run as the webview holds it: layers, findings and all numbers that arrived. */
import type { FindingView, StepBlock } from '../../src/shared/panelProtocol.js';
import type { LayerInfo, ModelInfo } from '../../src/shared/run.js';
import { Group, STATISTIC_COUNT, STATISTIC_INDEX, groupOf, type Statistic } from '../../src/shared/statistics.js';
import { GrowableFloats } from './growable.js';
import { inDepthOrder } from './rows.js';

/** Steps per chunk: the numbers are never copied as the run grows. */
const CHUNK_STEPS = 64;

/** Models that take turns come back within this many steps. */
const LOOK_BACK = 64;

/** The numbers of CHUNK_STEPS steps, for the slots that existed when it was made. */
interface Chunk {
  slots: number;
  captured: Uint8Array;
  values: Float32Array;
}

/** What a webview shows of one run. Steps count from 0 and are dense; a step that was not sent has empty masks. */
export class ShownRun {
  /** Rows in the order they are shown: by model, then by depth. */
  layers: readonly LayerInfo[] = [];
  models: readonly ModelInfo[] = [];
  /** Null until the first verdict came. */
  findings: readonly FindingView[] | null = null;
  steps = 0;
  /** For each block that replaced numbers that were already there, its first step: hosts send again when layers come late. */
  readonly rewrites: number[] = [];

  /** Positions in `models` of those that any step trained. */
  readonly trainedModels = new Set<number>();

  private readonly losses = new GrowableFloats();
  /** 1 for steps whose loss was captured. */
  private readonly lossKnown = new GrowableFloats();
  /** Position of the trained model of each step. */
  private readonly trained = new GrowableFloats();
  private readonly chunks: (Chunk | undefined)[] = [];
  private readonly slotOf = new Map<string, number>();
  /** Slots in the order of the last `layers` message, which is the order of the blocks that follow it. */
  private blockSlots: number[] = [];
  private modelOfBlockRow: number[] = [];

  constructor(readonly id: string) {}

  get slotCount(): number {
    return this.slotOf.size;
  }

  /** A layer keeps its slot however the layers are ordered later. */
  slot(layer: string): number | undefined {
    return this.slotOf.get(layer);
  }

  setLayers(layers: LayerInfo[], models: ModelInfo[]): void {
    this.models = models;
    this.layers = inDepthOrder(layers, models);
    this.blockSlots = layers.map(({ id }) => {
      const slot = this.slotOf.get(id) ?? this.slotOf.size;
      this.slotOf.set(id, slot);
      return slot;
    });
    this.modelOfBlockRow = layers.map((layer) => models.findIndex((model) => model.id === layer.model));
  }

  /** Takes a block in. Steps between the last one and the block's first stay empty. */
  append(block: StepBlock): void {
    if (block.first < this.steps) this.rewrites.push(block.first);
    const end = block.first + block.count;
    this.losses.extend(end, NaN);
    this.lossKnown.extend(end, 0);
    this.trained.extend(end, -1);
    for (let i = 0; i < block.count; i++) this.takeStep(block, i);
    this.steps = Math.max(this.steps, end);
  }

  /** Undefined where it was not captured; NaN where the loss really was. */
  loss(step: number): number | undefined {
    return step >= 0 && step < this.steps && this.lossKnown.array[step] === 1 ? this.losses.array[step] : undefined;
  }

  /** Position in `models` of the model that the step trains; -1 where unknown. */
  modelOf(step: number): number {
    return step >= 0 && step < this.steps ? this.trained.array[step]! : -1;
  }

  /** The presence mask of a slot. */
  captured(slot: number, step: number): number {
    const chunk = this.chunks[Math.floor(step / CHUNK_STEPS)];
    if (!chunk || slot >= chunk.slots) return 0;
    return chunk.captured[(step % CHUNK_STEPS) * chunk.slots + slot]!;
  }

  /** Undefined where the step did not touch the layer or it was not captured. */
  value(layer: string, statistic: Statistic, step: number): number | undefined {
    const slot = this.slotOf.get(layer);
    if (slot === undefined || step < 0 || step >= this.steps) return undefined;
    if ((this.captured(slot, step) & groupOf(statistic)) === 0) return undefined;
    const { values, offset } = this.row(slot, step)!;
    return values[offset + STATISTIC_INDEX[statistic]];
  }

  /** The newest step that touched the layer; the newest of all where none did lately. */
  newestStepOf(layer: string): number {
    const slot = this.slotOf.get(layer);
    if (slot === undefined) return this.steps - 1;
    const oldest = Math.max(0, this.steps - LOOK_BACK);
    for (let step = this.steps - 1; step >= oldest; step--) {
      if (this.captured(slot, step) !== 0) return step;
    }
    return this.steps - 1;
  }

  /** Masks and numbers of all slots at a step, from row `first` on; null where nothing was sent. */
  numbersAt(step: number): (Readonly<Chunk> & { first: number }) | null {
    const chunk = this.chunks[Math.floor(step / CHUNK_STEPS)];
    return chunk ? { ...chunk, first: (step % CHUNK_STEPS) * chunk.slots } : null;
  }

  /** Where the numbers of a slot at a step lie; null where there are none. */
  row(slot: number, step: number): { values: Float32Array; offset: number } | null {
    const chunk = this.chunks[Math.floor(step / CHUNK_STEPS)];
    if (!chunk || slot >= chunk.slots) return null;
    return { values: chunk.values, offset: ((step % CHUNK_STEPS) * chunk.slots + slot) * STATISTIC_COUNT };
  }

  private takeStep(block: StepBlock, i: number): void {
    const step = block.first + i;
    this.losses.array[step] = block.loss[i]!;
    this.lossKnown.array[step] = block.lossKnown[i]!;
    const chunk = this.chunkFor(step);
    const firstRow = (step % CHUNK_STEPS) * chunk.slots;
    const votes = new Map<number, number>();
    for (let row = 0; row < block.layers; row++) {
      const slot = this.blockSlots[row];
      if (slot === undefined) continue;
      const from = i * block.layers + row;
      const captured = block.groups[from]!;
      chunk.captured[firstRow + slot] = captured;
      const values = block.values.subarray(from * STATISTIC_COUNT, (from + 1) * STATISTIC_COUNT);
      chunk.values.set(values, (firstRow + slot) * STATISTIC_COUNT);
      if (captured & Group.WeightGradient) {
        const model = this.modelOfBlockRow[row]!;
        votes.set(model, (votes.get(model) ?? 0) + 1);
      }
    }
    const model = mostVoted(votes);
    this.trained.array[step] = model;
    if (model >= 0) this.trainedModels.add(model);
  }

  private chunkFor(step: number): Chunk {
    const index = Math.floor(step / CHUNK_STEPS);
    const old = this.chunks[index];
    if (old && old.slots >= this.slotCount) return old;
    const slots = this.slotCount;
    const chunk: Chunk = {
      slots,
      captured: new Uint8Array(CHUNK_STEPS * slots),
      values: new Float32Array(CHUNK_STEPS * slots * STATISTIC_COUNT),
    };
    if (old) widen(old, chunk);
    this.chunks[index] = chunk;
    return chunk;
  }
}

function widen(from: Chunk, to: Chunk): void {
  for (let step = 0; step < CHUNK_STEPS; step++) {
    to.captured.set(from.captured.subarray(step * from.slots, (step + 1) * from.slots), step * to.slots);
    const stride = from.slots * STATISTIC_COUNT;
    to.values.set(from.values.subarray(step * stride, (step + 1) * stride), step * to.slots * STATISTIC_COUNT);
  }
}

function mostVoted(votes: Map<number, number>): number {
  let best = -1;
  let most = 0;
  for (const [model, count] of votes) {
    if (count > most) [best, most] = [model, count];
  }
  return best;
}
