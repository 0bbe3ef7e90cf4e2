/** What the user should hear of a run on WebGPU: what the GPU refuses, and what holds the program up. */
import type { TrainerEvent } from '../../shared/trainerProtocol.js';
import type { Webgpu } from '../backend/index.js';
import { intercept } from '../capture/patch.js';
import { bundleFrames, callSites, type IsBundle } from '../capture/sites.js';
import { engineOf, type Tfjs } from '../capture/tfjs.js';
import type { Ending } from './ending.js';

export interface GpuRun {
  tf: Tfjs;
  webgpu: Webgpu;
  ending: Ending;
  isBundle: IsBundle;
  send(event: TrainerEvent): void;
}

/** Ends the run at the first fault: whatever is computed after it is wrong. */
export function watchGpu({ tf, webgpu, ending, isBundle, send }: GpuRun): void {
  webgpu.faults.listen(({ message, isHere }) =>
    ending.fail({ kind: 'backend', message, frames: isHere ? bundleFrames(callSites(), isBundle) : [], stack: null }));
  const { tensorMap } = webgpu.backend;
  const undo = intercept(engineOf(tf), 'readSync', (_, [dataId], call) => {
    if (tensorMap.has(dataId) && tensorMap.get(dataId).resource && !tensorMap.get(dataId).values) {
      undo();
      send({ type: 'note', message: SYNCHRONOUS_READ, frames: bundleFrames(callSites(), isBundle) });
    }
    return call(dataId);
  });
}

const SYNCHRONOUS_READ =
  'The program reads values synchronously (dataSync, arraySync), and each time waits until the GPU is done: `await tensor.data()` does not hold it up.';
