/** Telling GPUs from drivers that compute on the CPU, and what they are called. */
import { describe, expect, it } from 'vitest';
import { adapterName, isSoftware } from '../../../src/trainer/backend/webgpu/adapter.js';

function info(vendor: string, architecture: string, device: string, description: string, isFallbackAdapter = false): GPUAdapterInfo {
  return { vendor, architecture, device, description, isFallbackAdapter } as GPUAdapterInfo;
}

const nvidia = info('nvidia', 'hopper', 'nvidia-h200', 'NVIDIA: 550.54.15 550.54.15');

describe('adapters', () => {
  it.each([
    ['llvmpipe', info('mesa', 'software', 'llvmpipe-llvm-15-0-6-256-bits-', 'llvmpipe: Mesa 25.0.7 (LLVM 15.0.6) 0.0.1', true)],
    ['an llvmpipe that does not say so', info('mesa', '', 'llvmpipe-llvm-15-0-6-256-bits-', '')],
    ['SwiftShader', info('google', 'swiftshader', '', 'SwiftShader driver')],
    ['WARP', info('microsoft', 'warp', 'microsoft-basic-render-driver', '')],
  ])('%s computes on the CPU', (_, adapter) => expect(isSoftware(adapter)).toBe(true));

  it.each([
    ['an NVIDIA card', nvidia],
    ['an AMD card', info('amd', 'rdna-3', 'amd-radeon-rx-7900-xtx-radv-navi31-', 'radv: Mesa 25.0.7')],
    ['Intel\'s graphics', info('intel', 'gen-12lp', 'intel-r-iris-r-xe-graphics-tgl-gt2-', 'Intel open-source Mesa driver: Mesa 25.0.7')],
    ['Apple\'s', info('apple', 'metal-3', 'apple-m1-max', 'Metal driver on macOS')],
  ])('%s is a GPU', (_, adapter) => expect(isSoftware(adapter)).toBe(false));

  it('have the name that their driver gives them, else the nearest there is', () => {
    expect(adapterName(nvidia, ['llvmpipe (LLVM 15.0.6, 256 bits)', 'NVIDIA H200'])).toBe('NVIDIA H200');
    expect(adapterName(nvidia, [])).toBe('nvidia-h200');
    expect(adapterName(info('apple', '', '', ''), [])).toBe('apple');
    expect(adapterName(info('', '', '', ''), [])).toBe('unknown adapter');
  });
});
