/** What goes wrong on the GPU: nothing of it is thrown where it happens. */
import { REMEDY_OF_STARVATION, STARVED, watchStarvation } from './starvation.js';

export interface Fault {
  /** One sentence for the user. */
  message: string;
  /** What the program could do to stay on the GPU: a sentence without its full stop. */
  remedy: string | null;
  /** What the program does at this moment is the cause. */
  isHere: boolean;
}

/** Hears of the first fault of a device, also of one that happened before anybody listened. */
export class Faults {
  private first: Fault | null = null;
  private listener: ((fault: Fault) => void) | null = null;

  constructor(device: GPUDevice) {
    device.addEventListener('uncapturederror', ({ error }) => this.note({ message: describeError(error), remedy: null, isHere: false }));
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') this.note({ message: `The GPU was lost: ${firstLine(message)}`, remedy: null, isHere: false });
    });
    watchStarvation(device, () => this.note({ message: STARVED, remedy: REMEDY_OF_STARVATION, isHere: true }));
  }

  listen(listener: (fault: Fault) => void): void {
    this.listener = listener;
    if (this.first !== null) listener(this.first);
  }

  private note(fault: Fault): void {
    if (this.first !== null) return;
    this.first = fault;
    this.listener?.(fault);
  }
}

function describeError(error: GPUError): string {
  const what = error instanceof GPUOutOfMemoryError ? 'The memory of the GPU is full' : 'WebGPU refused a computation of TensorFlow.js';
  return `${what}: ${firstLine(error.message)}`;
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0]!.trim() || 'no reason is known').replace(/\.?$/, '.');
}
