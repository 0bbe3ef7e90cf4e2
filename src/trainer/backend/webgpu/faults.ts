/** What goes wrong on the GPU: nothing of it is thrown where it happens. */

/** Hears of the first fault of a device, also of one that happened before anybody listened. */
export class Faults {
  private first: string | null = null;
  private listener: ((message: string) => void) | null = null;

  constructor(device: GPUDevice) {
    device.addEventListener('uncapturederror', ({ error }) => this.note(describeError(error)));
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') this.note(`The GPU was lost: ${firstLine(message)} ${WAY_OUT}`);
    });
  }

  /** @param listener given one sentence for the user */
  listen(listener: (message: string) => void): void {
    this.listener = listener;
    if (this.first !== null) listener(this.first);
  }

  private note(message: string): void {
    if (this.first !== null) return;
    this.first = message;
    this.listener?.(message);
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
