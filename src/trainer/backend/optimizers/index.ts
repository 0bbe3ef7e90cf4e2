/**
 * tfjs's optimizers on the WASM backend, fused: one kernel updates a variable and its accumulators, where tfjs runs an
 * operation for each term of the formula. The values are the same to the bit.
 */
import type { Tfjs } from '../tfjs.js';
import { fuse } from './fuse.js';
import { adadelta, adagrad, adam, adamax, momentum, rmsprop, sgd } from './rules.js';

export function fuseOptimizers(tf: Tfjs): void {
  fuse(tf, tf.SGDOptimizer, sgd);
  fuse(tf, tf.MomentumOptimizer, momentum);
  fuse(tf, tf.AdamOptimizer, adam(tf));
  fuse(tf, tf.AdamaxOptimizer, adamax(tf));
  fuse(tf, tf.RMSPropOptimizer, rmsprop);
  fuse(tf, tf.AdagradOptimizer, adagrad(tf));
  fuse(tf, tf.AdadeltaOptimizer, adadelta);
}
