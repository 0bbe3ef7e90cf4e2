/** The module that the skip-connection remedy writes beside the user's file. It is the user's own from then on. */
import type { ModuleStyle } from '../optimizers/helpers/helperText.js';

const ABOUT = `/**
 * A layer with a skip connection around it: gives x + layer(x) (He et al., 2016). The gradient also flows around the layer,
 * so that it reaches the layers below whatever the layer does to it.
 *
 * The first layer of a Sequential model, which is the one with an \`inputShape\`, stays as it is.
 *
 * @param layer a layer whose output has the shape of its input
 * @param shape that shape, without the batch
 */`;

const BODY = (ts: boolean): string => `  if (layer.batchInputShape) return layer;
  const input = tf.input({ shape });
  const output = tf.layers.add().apply([input, layer.apply(input)${ts ? ' as tf.SymbolicTensor' : ''}])${ts ? ' as tf.SymbolicTensor' : ''};
  return tf.model({ inputs: input, outputs: output });
}
`;

/** @param packageName the tfjs package that the user's file imports. */
export function residualSource(style: ModuleStyle, packageName: string): string {
  if (style === 'typescript') {
    return `import * as tf from '${packageName}';

${ABOUT}
export function residual(layer: tf.layers.Layer, shape: (number | null)[]): tf.layers.Layer {
${BODY(true)}`;
  }
  const importTf = style === 'esm' ? `import * as tf from '${packageName}';` : `const tf = require('${packageName}');`;
  const typed = ABOUT
    .replace('@param layer', `@param {import('${packageName}').layers.Layer} layer`)
    .replace('@param shape', '@param {(number | null)[]} shape')
    .replace(/\n \*\/$/, `\n * @returns {import('${packageName}').layers.Layer}\n */`);
  const source = `${importTf}

${typed}
${style === 'esm' ? 'export ' : ''}function residual(layer, shape) {
${BODY(false)}`;
  return style === 'esm' ? source : `${source}
module.exports = { residual };
`;
}
