/** Room for the results of one step on the GPU, and for the parameters of its dispatches. */
import { SLOT_WORDS } from './shaders/common.js';

export const SLOT_BYTES = SLOT_WORDS * 4;
const SLOTS = 1024;
/** Offsets of uniforms are multiples of this on every device. */
const PARAMS_STRIDE = 256;
const DISPATCHES = 2048;

export class Page {
  readonly results: GPUBuffer;
  private readonly params: GPUBuffer;
  private slots = 0;
  private dispatches = 0;

  constructor(private readonly device: GPUDevice) {
    this.results = device.createBuffer({
      size: SLOTS * SLOT_BYTES, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    this.params = device.createBuffer({ size: DISPATCHES * PARAMS_STRIDE, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  get usedBytes(): number {
    return this.slots * SLOT_BYTES;
  }

  hasRoom(slots: number, dispatches: number): boolean {
    return this.slots + slots <= SLOTS && this.dispatches + dispatches <= DISPATCHES;
  }

  /** The first of so many slots in a row. */
  take(slots: number): number {
    this.slots += slots;
    return this.slots - slots;
  }

  /** @returns what to bind */
  writeParams(params: Int32Array<ArrayBuffer>): GPUBufferBinding {
    const offset = this.dispatches++ * PARAMS_STRIDE;
    this.device.queue.writeBuffer(this.params, offset, params);
    return { buffer: this.params, offset, size: Math.ceil(params.byteLength / 16) * 16 };
  }

  /** What was written has been copied by commands that are submitted: those that come later may write over it. */
  reset(): void {
    this.slots = 0;
    this.dispatches = 0;
  }
}
