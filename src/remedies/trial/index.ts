/** Fixes that are measured before they are praised. */
export { variants } from './candidates.js';
export { rank, tryFixes } from './tryFixes.js';
export type { TriedFix, TryFixesOptions, TryFixesResult } from './tryFixes.js';
export type { TrialProgress } from './trials.js';
export type { TrialLimits, TrialProgram } from './train.js';
