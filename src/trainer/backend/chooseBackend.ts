/** Chooses and loads the backend to train on. */
import type { BackendInfo } from '../../shared/run.js';
import type { TrainerSetup } from '../../shared/trainerProtocol.js';
import { loadWasm } from './wasm.js';
import { tf } from './tfjs.js';

export async function chooseBackend(setup: TrainerSetup): Promise<BackendInfo> {
  if (setup.backend === 'cpu') {
    await tf.setBackend('cpu');
    return { name: 'cpu', label: 'JavaScript', passedOver: [], notes: [] };
  }
  return { name: 'wasm', label: await loadWasm(), passedOver: [], notes: [] };
}
