/** Lets others look at updates part by part, while the old and the new elements of a variable are in the processor's cache. */
import type { Variable } from '@tensorflow/tfjs';

/** Given a part of a variable and of its next value: byte offsets in the WASM backend's heap, read only, and a number of elements. */
export type PartObserver = (before: number, after: number, length: number) => void;

/** Asked before a kernel updates a variable, which is assigned its next value afterwards; null: nobody looks. */
export type UpdateObserver = (variable: Variable) => PartObserver | null;

let current: UpdateObserver | null = null;

/** Sets the observer, of which there is one at most. @returns a function that takes it off again. */
export function observeUpdates(observer: UpdateObserver): () => void {
  current = observer;
  return () => {
    if (current === observer) current = null;
  };
}

/** The observer that is set; the kernels' side of this file. */
export function updateObserver(): UpdateObserver | null {
  return current;
}
