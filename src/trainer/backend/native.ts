/** Loads the workspace's own `@tensorflow/tfjs-node` or `-node-gpu`, on our tfjs instance. */
import util from 'node:util';
import { resolvePackage } from '../../shared/node/resolvePackage.js';
import { loadNativePackage } from './modules.js';
import { tf } from './tfjs.js';

export type NativePackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

/** The name under which both packages register their backend. */
const BACKEND = 'tensorflow';

/** The backend of tfjs-node, as far as we look at it. */
interface NodeBackend {
  isUsingGpuDevice?: boolean;
  binding?: { TF_Version?: string };
}

export interface NativeBackend {
  onGpu: boolean;
  /** "2.9.1"; null when it cannot be told. */
  libraryVersion: string | null;
}

/** The package cannot be used; the message is a sentence for the user. */
export class NativeUnavailable extends Error {
  /** @param isInstalled it is there, but this process cannot load it: another runtime may. */
  constructor(message: string, readonly isInstalled: boolean) {
    super(message);
  }
}

/** Functions of `node:util` that tfjs-node calls and Node 23 has removed. */
function restoreRemovedUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}

/**
 * Loads the package from the first of the folders that has it, and makes its backend the current one.
 * @throws NativeUnavailable
 */
export async function loadNative(name: NativePackage, roots: readonly string[]): Promise<NativeBackend> {
  const file = roots.map((root) => resolvePackage(root, name)).find((found) => found !== null);
  if (!file) throw new NativeUnavailable(`${name} is not installed in this workspace.`, false);
  restoreRemovedUtilities();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    loadNativePackage(file);
  } catch (error) {
    throw new NativeUnavailable(`${name} is installed, but its native library could not be loaded: ${firstLine(error)}`, true);
  }
  if (!tf.findBackend(BACKEND) || !(await tf.setBackend(BACKEND))) {
    throw new NativeUnavailable(`${name} is installed, but its backend could not be started.`, true);
  }
  return describe(tf.backend() as unknown as NodeBackend);
}

/** The native backend that is loaded already, or null. */
export function loadedNative(): NativeBackend | null {
  return tf.getBackend() === BACKEND ? describe(tf.backend() as unknown as NodeBackend) : null;
}

function describe({ isUsingGpuDevice, binding }: NodeBackend): NativeBackend {
  return { onGpu: isUsingGpuDevice === true, libraryVersion: binding?.TF_Version ?? null };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0].trim().replace(/\.?$/, '.');
}
