import type { BundledProgram } from '../program/index.js';
import type { LayerInfo, ModelInfo } from '../shared/run.js';
import type { RawLayer, RawModel } from '../shared/trainerProtocol.js';

/** Leads a layer's stack back to the user's source: the innermost user frame made it, the others called that one. */
export function locateLayer({ frames, ...layer }: RawLayer, program: BundledProgram): LayerInfo {
  const [site = null, ...callers] = program.locateAll(frames);
  return { ...layer, site, callers };
}

export function locateModel({ frames, ...model }: RawModel, program: BundledProgram): ModelInfo {
  return { ...model, site: program.locateAll(frames)[0] ?? null };
}
