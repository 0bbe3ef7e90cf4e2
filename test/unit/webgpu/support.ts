/** A WebGPU to test with: Dawn from the user's cache, on whatever Vulkan driver there is. See scripts/webgpu. */
import fs from 'node:fs';
// Loaded before our hooks for modules, which in the bundle have nothing to do with it, lead its name to something else.
import '@tensorflow/tfjs-backend-webgpu';
import { describe } from 'vitest';
import { loadBackend, type LoadedBackend, type Webgpu } from '../../../src/trainer/backend/index.js';
import { dawnFolder } from '../../../scripts/webgpu/dawn.mjs';
import { lavapipeMissing } from '../../../scripts/webgpu/lavapipe.mjs';

const missing = fs.existsSync(dawnFolder()) ? lavapipeMissing() : 'the package webgpu is not installed: run npm test';

/** Skipped, with the reason in its name, where WebGPU cannot run. */
export function describeWebgpu(name: string, tests: () => void): void {
  describe.skipIf(missing !== null)(missing === null ? name : `${name} (skipped: ${missing})`, tests);
}

export type LoadedWebgpu = LoadedBackend & { webgpu: Webgpu };

export async function loadWebgpu(): Promise<LoadedWebgpu> {
  return await loadBackend({ packageRoot: dawnFolder(), backend: 'webgpu', fence: null }) as LoadedWebgpu;
}
