import path from 'node:path';

/**
 * The trainer for a choice of TensorFlow.js: our own, or that of the user's workspace.
 * @param embedded main file of the trainer with our own
 */
export function trainerOn(tfjs: 'embedded' | 'workspace', embedded: string): string {
  return tfjs === 'workspace' ? path.join(path.dirname(embedded), 'workspace.js') : embedded;
}
