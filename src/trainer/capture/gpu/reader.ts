/** Brings the results of each step back with one copy and one mapping, and does what waits for them, in order. */
import { Slots } from './decode.js';
import type { Gpu } from './gpu.js';
import { Page, SLOT_BYTES } from './page.js';

/** Slots of one dispatch. */
export interface Reservation {
  page: number;
  slot: number;
  count: number;
}

/** Done when the results of a step are there. */
export type Work = (find: (reservation: Reservation) => Slots) => void;

interface Batch {
  staging: GPUBuffer;
  /** Where the results of each page begin in it. */
  offsets: number[];
  works: Work[];
}

/** So many steps may wait for their results; then training waits for the oldest. */
const MOST_IN_FLIGHT = 4;

export class StepReader {
  private readonly pages: Page[] = [];
  private current = 0;
  private works: Work[] = [];
  private readonly inFlight: Batch[] = [];
  private readonly idle: GPUBuffer[] = [];

  constructor(private readonly gpu: Gpu) {}

  /** Slots for one dispatch of the step, which may take several dispatches to fill. */
  reserve(count: number, dispatches: number): Reservation {
    if (this.pages[this.current]?.hasRoom(count, dispatches) === false) this.current++;
    const page = this.pages[this.current] ??= new Page(this.gpu.backend.device);
    return { page: this.current, slot: page.take(count), count };
  }

  page(reservation: Reservation): Page {
    return this.pages[reservation.page]!;
  }

  /** Works are done in the order in which they were given; at once where nothing is awaited. */
  later(work: Work): void {
    this.works.push(work);
  }

  get isIdle(): boolean {
    return this.works.length === 0 && this.inFlight.length === 0;
  }

  /** Starts to read what the step has written so far. */
  close(): void {
    if (this.works.length === 0) return;
    const { backend, dawn } = this.gpu;
    const used = this.pages.slice(0, this.current + 1);
    const offsets: number[] = [];
    const bytes = used.reduce((sum, page) => (offsets.push(sum), sum + page.usedBytes), 0);
    const staging = this.staging(Math.max(bytes, SLOT_BYTES));
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    used.forEach(({ results, usedBytes }, i) => {
      if (usedBytes > 0) backend.commandEncoder!.copyBufferToBuffer(results, 0, staging, offsets[i]!, usedBytes);
    });
    backend.submitQueue();
    for (const page of used) page.reset();
    this.current = 0;
    this.inFlight.push({ staging, offsets, works: this.works });
    this.works = [];
    // Why a mapping fails is told by the device.
    staging.mapAsync(GPUMapMode.READ).then(() => this.takeIn(), () => undefined);
    dawn.turn();
    this.takeIn();
    while (this.inFlight.length > MOST_IN_FLIGHT) this.awaitOldest();
  }

  /** Returns when nothing is awaited any more. */
  drain(): void {
    this.close();
    while (this.inFlight.length > 0) this.awaitOldest();
  }

  private awaitOldest(): void {
    const { staging } = this.inFlight[0]!;
    this.gpu.dawn.waitFor(staging);
    // A GPU that is lost gives no more results.
    if (staging.mapState === 'unmapped') this.inFlight.length = 0;
    this.takeIn();
  }

  /** Does the works of the steps whose results have arrived. */
  private takeIn(): void {
    while (this.inFlight[0]?.staging.mapState === 'mapped') {
      const { staging, offsets, works } = this.inFlight.shift()!;
      const bytes = staging.getMappedRange().slice(0);
      staging.unmap();
      this.idle.push(staging);
      const find = ({ page, slot, count }: Reservation): Slots =>
        new Slots(new DataView(bytes, offsets[page]! + slot * SLOT_BYTES, count * SLOT_BYTES));
      for (const work of works) work(find);
    }
  }

  /** A buffer to read from; their sizes are powers of two, so that the steps of a run share them. */
  private staging(bytes: number): GPUBuffer {
    const found = this.idle.findIndex(({ size }) => size >= bytes);
    if (found >= 0) return this.idle.splice(found, 1)[0]!;
    // Smaller ones will not be needed again.
    for (const buffer of this.idle.splice(0)) buffer.destroy();
    return this.gpu.backend.device.createBuffer({
      size: 2 ** Math.ceil(Math.log2(bytes)), usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
  }
}
