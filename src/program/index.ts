/** The user's program: bundling it, finding one's way back into its source. */
export { bundleProgram } from './bundle.js';
export type { BundledProgram, BundleOptions } from './bundle.js';
export { looksLikeModel } from './detect.js';
export { ProgramError } from './errors.js';
export { findTrainers } from './importers.js';
export { parses } from './syntax/parse.js';
export { TFJS_SYMBOL } from './tfjsPackages.js';
