/** Hooks that see layers, containers, weights and variables come into being, and where in the user's code. */
import type { CallHooks } from './calls.js';
import type { Models } from './models.js';
import { intercept } from './patch.js';
import type { Rows } from './rows.js';
import { bundleFrames, callSites, type IsBundle } from './sites.js';
import { type Engine, type Layer, type LayerWeight, type Tfjs } from './tfjs.js';

/** The prototype with the property that `Layer`'s constructor sets on every instance. tfjs declares it private. */
interface Hookable {
  _callHook?: unknown;
}

export function hookConstruction(
  tf: Tfjs, engine: Engine, rows: Rows, models: Models, calls: CallHooks, isBundle: IsBundle,
): (() => void)[] {
  const prototype = tf.layers.Layer.prototype as unknown as Hookable;
  // Variables that layers make have their layer's site: taking another would cost more than all the rest.
  let addingWeight = false;

  Object.defineProperty(prototype, '_callHook', {
    configurable: true,
    get: () => undefined,
    set(this: Layer, value: unknown) {
      Object.defineProperty(this, '_callHook', { value, writable: true, configurable: true, enumerable: true });
      const frames = bundleFrames(callSites(), isBundle);
      rows.noteLayer(this, frames);
      calls.see(this);
      // A container's constructor fills in `layers` only after this.
      if (this instanceof tf.LayersModel) models.add(this as unknown as Layer, frames);
    },
  });

  return [
    () => {
      delete prototype._callHook;
    },
    intercept(tf.layers.Layer.prototype as unknown as WeightAdder, 'addWeight', (layer, args, call) => {
      const outer = addingWeight;
      addingWeight = true;
      try {
        const weight = call(...args);
        rows.noteWeight(layer as unknown as Layer, args[0], weight);
        return weight;
      } finally {
        addingWeight = outer;
      }
    }),
    intercept(engine, 'makeVariable', (_, args, call) => {
      const variable = call(...args);
      if (!addingWeight) rows.noteVariable(variable, bundleFrames(callSites(), isBundle));
      return variable;
    }),
    intercept(tf.Sequential.prototype, 'add', (_, args, call) => {
      call(...args);
      models.changed();
    }),
    intercept(tf.LayersModel.prototype, 'compile', (model, args, call) => {
      call(...args);
      models.compiled(model as unknown as Layer, Object.keys(args[0] ?? {}));
    }),
  ];
}

interface WeightAdder {
  addWeight(name: string, ...rest: unknown[]): LayerWeight;
}
