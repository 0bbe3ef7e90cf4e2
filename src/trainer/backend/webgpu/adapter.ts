/** What an adapter is: a GPU, or a driver that computes on the CPU. */

const SOFTWARE = /llvmpipe|lavapipe|swiftshader|\bwarp\b|basic render|software|\bcpu\b/i;

/** Whether it computes on the CPU: Mesa's llvmpipe, SwiftShader, Windows' WARP. */
export function isSoftware({ isFallbackAdapter, description, device, architecture }: GPUAdapterInfo): boolean {
  return isFallbackAdapter || SOFTWARE.test([description, device, architecture].join(' '));
}

/** @param names the drivers' own names of all adapters; `info.device` is one of them in small letters and dashes. */
export function adapterName({ device, description, vendor }: GPUAdapterInfo, names: readonly string[]): string {
  const found = names.find((name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-') === device);
  return found ?? ([device, description, vendor].find((text) => text !== '') || 'unknown adapter');
}
