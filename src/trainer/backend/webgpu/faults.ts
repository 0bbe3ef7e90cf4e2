/** What goes wrong on the GPU: nothing of it is thrown where it happens. */
import { STARVED, watchStarvation } from './starvation.js';

export interface Fault {
  /** One sentence for the user. */
  message: string;
  /** What the program does at this moment is the cause. */
  isHere: boolean;
}

/** Hears of the first fault of a device, also of one that happened before anybody listened. */
export class Faults {
  private first: Fault | null = null;
  private listener: ((fault: Fault) => void) | null = null;

  constructor(device: GPUDevice) {
    device.addEventListener('uncapturederror', ({ error }) => this.note({ message: describeError(error), isHere: false }));
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') this.note({ message: `The GPU was lost: ${firstLine(message)} ${WAY_OUT}`, isHere: false });
    });
    watchStarvation(device, () => this.note({ message: STARVED, isHere: true }));
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

const WAY_OUT = 'Choose another backend, such as "wasm", to train this program.';

function describeError(error: GPUError): string {
  const what = error instanceof GPUOutOfMemoryError ? 'The memory of the GPU is full' : 'WebGPU refused a computation of TensorFlow.js';
  return `${what}: ${firstLine(error.message)} ${WAY_OUT}`;
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0]!.trim() || 'no reason is known').replace(/\.?$/, '.');
}
