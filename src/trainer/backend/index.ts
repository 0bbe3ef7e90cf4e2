/** The backend of the training child: which one, how it is loaded, and what makes it fit to train on. */
import type { TrainerSetup } from '../../shared/trainerProtocol.js';
import type { BackendInfo } from '../../shared/run.js';
import { chooseBackend } from './chooseBackend.js';
import { prepareCpu } from './cpu.js';
import { saveInto, serveFileUrls } from './fileSystem.js';
import { leadModules, type InnerFiles } from './modules.js';
import { prepareWasm } from './wasm.js';
import type { Webgpu } from './webgpu/index.js';
import { tf, tfjsVersion, type Tfjs } from './tfjs.js';

export { BackendError } from './chooseBackend.js';
export type { Fault as GpuFault, Webgpu } from './webgpu/index.js';
export { DeepImportError } from './modules.js';
export { NativeOnlyError } from './nodePackage.js';
export { wasmHeap, type WasmHeap } from './wasmHeap.js';
export type { Tfjs } from './tfjs.js';

export interface LoadedBackend {
  /** The one tfjs instance of the process, with the backend set. */
  tf: Tfjs;
  info: BackendInfo;
  tfjsVersion: string;
  /** The GPU of the WebGPU backend; null on all others. */
  webgpu: Webgpu | null;
}

/**
 * Leads all tfjs packages of the process to one instance, and loads the backend that the set-up asks for, or the best.
 * @param innerFiles single files of tfjs, for programs that import those
 * @throws BackendError with a sentence for the user when the backend asked for by name is not there.
 */
export async function loadBackend(setup: TrainerSetup, innerFiles?: InnerFiles): Promise<LoadedBackend> {
  leadModules(innerFiles);
  prepareCpu();
  prepareWasm();
  saveInto(setup.fence?.scratch ?? null);
  const { info, webgpu } = await chooseBackend(setup);
  serveFileUrls();
  return { tf, info, tfjsVersion, webgpu };
}
