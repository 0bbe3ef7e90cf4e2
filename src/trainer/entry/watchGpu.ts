/** What the user should hear of a run on WebGPU: what the GPU refuses, and what holds the program up. */
import type { TrainerEvent } from '../../shared/trainerProtocol.js';
import type { GpuFault, Webgpu } from '../backend/index.js';
import { intercept } from '../capture/patch.js';
import { bundleFrames, callSites, type IsBundle } from '../capture/sites.js';
import { engineOf, type Tfjs } from '../capture/tfjs.js';
import type { Ending } from './ending.js';

export interface GpuRun {
  tf: Tfjs;
  webgpu: Webgpu;
  /** The user has named this backend: there is no other to go on with. */
  byName: boolean;
  ending: Ending;
  isBundle: IsBundle;
  send(event: TrainerEvent): void;
}

/** Ends the run at the first fault: whatever is computed after it is wrong. */
export function watchGpu({ tf, webgpu, byName, ending, isBundle, send }: GpuRun): void {
  webgpu.faults.listen((fault) => {
    const frames = fault.isHere ? bundleFrames(callSites(), isBundle) : [];
    ending.fail({ kind: 'backend', message: `${fault.message}${advice(fault, byName)}`, frames, stack: null });
  });
  const { tensorMap } = webgpu.backend;
  const undo = intercept(engineOf(tf), 'readSync', (_, [dataId], call) => {
    if (tensorMap.has(dataId) && tensorMap.get(dataId).resource && !tensorMap.get(dataId).values) {
      undo();
      send({ type: 'note', message: SYNCHRONOUS_READ, frames: bundleFrames(callSites(), isBundle) });
    }
    return call(dataId);
  });
}

function advice({ remedy }: GpuFault, byName: boolean): string {
  if (byName) return ` ${remedy === null ? 'Choose' : `${remedy}, or choose`} another backend, such as "wasm", to train this program.`;
  return remedy === null ? '' : ` ${remedy} to train on the GPU.`;
}

const SYNCHRONOUS_READ =
  'The program reads values synchronously (dataSync, arraySync), and each time waits until the GPU is done: `await tensor.data()` does not hold it up.';
