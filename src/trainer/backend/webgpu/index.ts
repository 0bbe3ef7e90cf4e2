/** Loads tfjs's WebGPU backend on the user's `webgpu` package and makes it fit to train on. */
import { tf } from '../tfjs.js';
import { adapterName, isSoftware } from './adapter.js';
import { repairCast } from './cast.js';
import { Dawn } from './dawn.js';
import { Faults } from './faults.js';
import { internalsOf, type WebgpuInternals } from './internals.js';
import { completeReading, readBuffer } from './readSync.js';

const NAME = 'webgpu';

const LIMITS = [
  'maxComputeWorkgroupStorageSize', 'maxComputeWorkgroupsPerDimension', 'maxStorageBufferBindingSize', 'maxBufferSize',
  'maxComputeWorkgroupSizeX', 'maxComputeInvocationsPerWorkgroup',
] as const;

export type { Fault } from './faults.js';
export type { WebgpuInternals } from './internals.js';

export interface Webgpu {
  /** "WebGPU (NVIDIA H200)". */
  label: string;
  dawn: Dawn;
  backend: WebgpuInternals;
  faults: Faults;
}

/**
 * @param roots folders from which the package is looked up, in this order
 * @param softwareToo whether an adapter that computes on the CPU will do
 * @throws Error with a sentence for the user
 */
export async function startWebgpu(roots: readonly string[], softwareToo: boolean): Promise<Webgpu> {
  const dawn = await loadDawn(roots);
  const adapter = await dawn.requestAdapter();
  if (!adapter) throw new Error('WebGPU found no graphics adapter on this machine.');
  const name = adapterName(adapter.info, await dawn.adapterNames());
  if (isSoftware(adapter.info) && !softwareToo) {
    throw new Error(`WebGPU found no GPU, only ${name}, which computes on the CPU: it is taken only when asked for by name.`);
  }
  const device = await requestDevice(adapter);
  const faults = new Faults(device);
  const backend = await register(dawn, device, adapter.info);
  // Throws where values cannot be read synchronously: then another backend is the better one.
  readBuffer(dawn, backend, device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_SRC }));
  completeReading(dawn, backend);
  return { label: `WebGPU (${name})`, dawn, backend, faults };
}

async function loadDawn(roots: readonly string[]): Promise<Dawn> {
  let dawn: Dawn | null;
  try {
    dawn = await Dawn.load(roots);
  } catch (error) {
    throw new Error(`The package webgpu is installed, but could not be loaded: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`, { cause: error });
  }
  if (!dawn) throw new Error('The package webgpu is not installed in this workspace.');
  return dawn;
}

/** With the features and limits that tfjs asks for in browsers. */
function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { features, limits } = adapter;
  return adapter.requestDevice({
    requiredFeatures: features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, limits[name]])),
  });
}

/** Makes tfjs's backend on the device, and the current one. */
async function register(dawn: Dawn, device: GPUDevice, info: GPUAdapterInfo): Promise<WebgpuInternals> {
  // Loaded for this backend only: its kernels are a third of tfjs.
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  repairCast(tf);
  const backend = withNavigator(dawn, () => new WebGPUBackend(device, info));
  tf.registerBackend(NAME, () => backend);
  if (!(await tf.setBackend(NAME))) throw new Error('The WebGPU backend of TensorFlow.js could not be started.');
  return internalsOf(backend);
}

/** tfjs asks `navigator` whether there is WebGPU. Programs must not take this process for a browser because of it. */
function withNavigator<T>(dawn: Dawn, work: () => T): T {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: dawn.api }, configurable: true });
  try {
    return work();
  } finally {
    if (own) Object.defineProperty(globalThis, 'navigator', own);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
}
