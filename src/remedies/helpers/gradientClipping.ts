/** The module that the clip-norm remedy writes beside the user's file. It is the user's own from then on. */

export type ModuleStyle = 'typescript' | 'esm' | 'commonjs';

const ABOUT = `/**
 * Clips gradients by their global norm (Pascanu et al., 2013): when the L2 norm over all gradients together is larger
 * than \`clipNorm\`, they are all scaled by clipNorm / norm, which keeps their direction.
 *
 * Works with model.fit, trainOnBatch, optimizer.minimize and optimizer.applyGradients. Returns the same optimizer.
 */`;

const BODY = (ts: boolean): string => `  const target${ts ? ': tf.Optimizer' : ''} = optimizer;
  const applyGradients = target.applyGradients.bind(target);
  target.applyGradients = (gradients${ts ? ': Gradients' : ''}) => {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.keys(gradients).map((name) => ({ name, tensor: gradients[name] }));
    const clipped = tf.tidy(() => {
      const present = named.map(({ tensor }) => tensor).filter((tensor) => tensor != null);
      if (present.length === 0) return [];
      // Measured in units of the largest element, because squares of very large gradients overflow.
      const largest = tf.maximum(tf.max(tf.stack(present.map((tensor) => tf.max(tf.abs(tensor))))), 1e-30);
      const relativeNorm = tf.sqrt(tf.addN(present.map((tensor) => tf.sum(tf.square(tf.div(tensor, largest))))));
      const scale = tf.minimum(tf.div(tf.div(clipNorm, largest), relativeNorm), 1);
      return named.map(({ name, tensor }) => ({ name, tensor: tensor == null ? tensor : tf.mul(tensor, scale) }));
    });
    applyGradients(clipped);
    tf.dispose(clipped);
  };
  return optimizer;
}
`;

/** @param packageName the tfjs package that the user's file imports. */
export function gradientClippingSource(style: ModuleStyle, packageName: string): string {
  if (style === 'typescript') {
    return `import * as tf from '${packageName}';

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

${ABOUT}
export function withClipNorm<T extends tf.Optimizer>(optimizer: T, clipNorm: number): T {
${BODY(true)}`;
  }
  const importTf = style === 'esm' ? `import * as tf from '${packageName}';` : `const tf = require('${packageName}');`;
  const typed = ABOUT.replace(/\n \*\/$/, `
 *
 * @template {import('${packageName}').Optimizer} T
 * @param {T} optimizer
 * @param {number} clipNorm
 * @returns {T}
 */`);
  const source = `${importTf}

${typed}
${style === 'esm' ? 'export ' : ''}function withClipNorm(optimizer, clipNorm) {
${BODY(false)}`;
  return style === 'esm' ? source : `${source}
module.exports = { withClipNorm };
`;
}
