/** What all that is fused has in common. */
import type { Tfjs } from './tfjs.js';

/**
 * Whether operations may be put together: on the WASM backend, unless the program looks at them one by one, with
 * `tf.profile` or in debug mode.
 */
export function mayFuse(tf: Tfjs): boolean {
  return tf.getBackend() === 'wasm' && !tf.engine().state.profiling && !tf.env().getBool('DEBUG');
}
