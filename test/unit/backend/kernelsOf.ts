/** Which kernels a program runs. */
import type { Tfjs } from '../../../src/trainer/backend/index.js';

/** Names of the kernels that tfjs runs during the call. */
export function kernelsOf(tf: Tfjs, run: () => unknown): string[] {
  const seen: string[] = [];
  const engine = tf.engine();
  const { runKernel } = engine;
  engine.runKernel = (name, ...rest) => {
    seen.push(name);
    return runKernel.call(engine, name, ...rest) as never;
  };
  try {
    run();
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
  }
  return seen;
}
