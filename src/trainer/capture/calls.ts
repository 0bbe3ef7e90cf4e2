/**
 * Hooks on `call`, for layers that are called past `apply`: cells of recurrent layers, layers inside of wrappers, and what
 * the user's own layers call so. Each class has its own `call`, so classes are hooked as their first instances are made.
 */
import { intercept } from './patch.js';
import type { Layer, Tfjs } from './tfjs.js';

/** A layer's `call` under way. `call` goes on with it. */
export type HandleCall = (layer: Layer, args: Parameters<Layer['call']>, call: Layer['call']) => ReturnType<Layer['call']>;

export class CallHooks {
  private readonly seen: Set<object>;
  private readonly undo: (() => void)[] = [];

  constructor({ layers }: Tfjs, private readonly handle: HandleCall) {
    this.seen = new Set([layers.Layer.prototype]);
  }

  /** Hooks the classes of a layer. */
  see(layer: Layer): void {
    for (let prototype = Object.getPrototypeOf(layer) as Layer; !this.seen.has(prototype); prototype = Object.getPrototypeOf(prototype) as Layer) {
      this.seen.add(prototype);
      if (Object.hasOwn(prototype, 'call')) this.undo.push(intercept(prototype, 'call', this.handle));
    }
  }

  remove(): void {
    for (const undo of this.undo.splice(0)) undo();
  }
}
