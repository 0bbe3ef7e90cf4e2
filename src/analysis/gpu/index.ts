/** Setting up a GPU: what is there, what is missing, and what would install it. */
export { checksOf, packageToInstall } from './advice.js';
export type { Check } from './advice.js';
export { PACKAGE_VERSION } from './facts.js';
export type { GpuFacts } from './facts.js';
export { runInstall } from './install.js';
export type { InstallRun } from './install.js';
export { lookForGpu, packageIn } from './look.js';
export { installCommand } from './packageManager.js';
