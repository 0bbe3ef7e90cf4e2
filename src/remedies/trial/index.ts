/** Fixes that are measured before they are praised. */
export { tryFixes } from './tryFixes.js';
export type { TriedFix, TrialProgress, TryFixesOptions } from './tryFixes.js';
export type { TrialLimits, TrialProgram } from './train.js';
