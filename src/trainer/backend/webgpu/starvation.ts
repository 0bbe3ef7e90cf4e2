/**
 * Programs that never yield. Node gives a binding's objects back when the event loop turns: a loop that trains without
 * ever awaiting anything piles up tens of them a step, until the process dies of it (on Linux at 65,530 memory maps).
 */

/** A process has room for about twice as many. */
const MOST_DISPATCHES = 15_000;

export const STARVED = 'The program trains without ever yielding to the event loop, and until it does WebGPU gives no memory back.';
export const REMEDY_OF_STARVATION = 'Put `await tf.nextFrame()` into the loop';

/** Calls when so many dispatches were made without a turn of the event loop. */
export function watchStarvation(device: GPUDevice, onStarved: () => void): void {
  const createBindGroup = device.createBindGroup.bind(device);
  let dispatches = 0;
  device.createBindGroup = (descriptor) => {
    if (dispatches === 0) setImmediate(() => (dispatches = 0));
    // Every dispatch has a bind group of its own.
    if (++dispatches === MOST_DISPATCHES) onStarved();
    return createBindGroup(descriptor);
  };
}
