/** Programs written for a page find tfjs in the global `tf`, which a script tag has put there. */
import type { Tfjs } from '../capture/tfjs.js';

/** Defines it for programs that neither import nor declare a `tf`. `used` is called when one reads it. */
export function offerGlobalTf(tf: Tfjs, used: () => void): void {
  Object.defineProperty(globalThis, 'tf', {
    configurable: true,
    get() {
      used();
      return tf;
    },
    // A program that puts its own there has what it put.
    set(value: unknown) {
      Object.defineProperty(globalThis, 'tf', { value, writable: true, configurable: true, enumerable: true });
    },
  });
}
