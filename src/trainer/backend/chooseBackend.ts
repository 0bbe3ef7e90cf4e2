/** Chooses and loads the backend to train on. */
import fs from 'node:fs';
import { BACKENDS, type BackendInfo, type BackendName } from '../../shared/run.js';
import { resolvePackage } from '../../shared/node/resolvePackage.js';
import type { TrainerSetup } from '../../shared/trainerProtocol.js';
import { gpuNames } from './gpuNames.js';
import { loadedNative, loadNative, NativeUnavailable, type NativeBackend } from './native.js';
import { startWasm } from './wasm.js';
import { tf, tfjsVersion } from './tfjs.js';
import { startWebgpu, type Webgpu } from './webgpu/index.js';

/** A backend asked for by name cannot be had. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  /** @param isUnloadable a native package is installed, but could not be loaded in this process. */
  constructor(message: string, readonly isUnloadable: boolean) {
    super(message);
  }
}

/** A backend that has been loaded. */
interface ChosenBackend {
  /** For people. */
  label: string;
  webgpu?: Webgpu;
}

/** Loads a backend and makes it the current one; throws an Error whose message says why not. */
type Loader = (setup: TrainerSetup) => Promise<ChosenBackend>;

const loaders: Record<BackendName, Loader> = {
  'tensorflow-gpu': async ({ packageRoot }) => {
    const native = await loadNative('@tensorflow/tfjs-node-gpu', [packageRoot]);
    if (!native.onGpu) throw new Error('@tensorflow/tfjs-node-gpu is installed, but it found no GPU.');
    return { label: nativeLabel(native, ['GPU', ...await gpuNames()].join(', ')) };
  },
  webgpu: async (setup) => {
    const webgpu = await startWebgpu(packageRoots(setup), setup.backend === 'webgpu');
    return { label: webgpu.label, webgpu };
  },
  tensorflow: async (setup) => {
    // tfjs-node-gpu without a GPU is the same library as tfjs-node.
    const native = loadedNative() ??
      await loadNative('@tensorflow/tfjs-node', packageRoots(setup));
    return { label: nativeLabel(native, 'CPU') };
  },
  wasm: async () => ({ label: await startWasm() }),
  cpu: async () => {
    if (!(await tf.setBackend('cpu'))) throw new Error('The cpu backend of TensorFlow.js could not be started.');
    return { label: 'Plain JavaScript' };
  },
};

function packageRoots({ packageRoot, extraPackageRoot }: TrainerSetup): string[] {
  return extraPackageRoot ? [packageRoot, extraPackageRoot] : [packageRoot];
}

function nativeLabel({ libraryVersion }: NativeBackend, device: string): string {
  return `TensorFlow${libraryVersion ? ` ${libraryVersion}` : ''} (${device})`;
}

/**
 * Loads the backend that the set-up names, or the best there is.
 * @throws BackendError when the one named cannot be had; with `auto`, when none can.
 */
export async function chooseBackend(setup: TrainerSetup): Promise<{ info: BackendInfo; webgpu: Webgpu | null }> {
  const passedOver: BackendInfo['passedOver'] = [];
  for (const name of setup.backend === 'auto' ? BACKENDS : [setup.backend]) {
    const failed = setup.passedOver?.find((backend) => backend.name === name);
    if (failed) {
      passedOver.push(failed);
      continue;
    }
    try {
      const { label, webgpu = null } = await loaders[name](setup);
      return { info: { name, label, passedOver, notes: versionNotes(setup.packageRoot) }, webgpu };
    } catch (error) {
      const isUnloadable = error instanceof NativeUnavailable && error.isInstalled;
      passedOver.push({ name, reason: error instanceof Error ? error.message : String(error), ...(isUnloadable && { isUnloadable }) });
    }
  }
  const reasons = passedOver.map(({ reason }) => reason).join(' ');
  if (passedOver.some(({ isUnloadable }) => isUnloadable)) throw new BackendError(reasons, true);
  throw new BackendError(setup.backend === 'auto'
    ? `No backend could be started. ${reasons}`
    : `The backend "${setup.backend}" is not available: ${reasons}`, false);
}

/** What to say about the tfjs that the workspace itself has. */
function versionNotes(packageRoot: string): string[] {
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-core', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu']) {
    const file = resolvePackage(packageRoot, `${name}/package.json`);
    if (!file) continue;
    const { version } = JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string };
    return version === tfjsVersion ? [] : [`The workspace has ${name} ${version}; the run uses TensorFlow.js ${tfjsVersion}.`];
  }
  return [];
}
