import * as tf from '@tensorflow/tfjs';

/** Self-attention, written out: softmax(Q K^T / sqrt(d)) V. */
class SelfAttention extends tf.layers.Layer {
  static className = 'SelfAttention';
  private query!: tf.LayerVariable;
  private key!: tf.LayerVariable;
  private value!: tf.LayerVariable;

  constructor(private readonly dim: number, name?: string) {
    super({ name });
  }

  override build(shape: tf.Shape): void {
    const features = shape[2]!;
    const init = tf.initializers.glorotNormal({});
    this.query = this.addWeight('query', [features, this.dim], 'float32', init);
    this.key = this.addWeight('key', [features, this.dim], 'float32', init);
    this.value = this.addWeight('value', [features, this.dim], 'float32', init);
    super.build(shape);
  }

  override computeOutputShape([batch, time]: tf.Shape): tf.Shape {
    return [batch!, time!, this.dim];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor3D;
      const [batch, time, features] = x.shape;
      const flat = x.reshape([batch * time, features]);
      const project = (weight: tf.LayerVariable) =>
        flat.matMul(weight.read() as tf.Tensor2D).reshape<tf.Tensor3D>([batch, time, this.dim]);
      const scores = tf.matMul(project(this.query), project(this.key), false, true).div(Math.sqrt(this.dim));
      return tf.matMul(tf.softmax(scores) as tf.Tensor3D, project(this.value));
    });
  }
}

function transformerBlock(input: tf.SymbolicTensor, dim: number, n: number): tf.SymbolicTensor {
  const attended = new SelfAttention(dim, `attention${n}`).apply(input) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([input, attended]);
  const normed = tf.layers.layerNormalization({ name: `norm${n}a` }).apply(sum) as tf.SymbolicTensor;
  const wide = tf.layers.dense({ units: 2 * dim, activation: 'relu', name: `wide${n}` }).apply(normed);
  const narrow = tf.layers.dense({ units: dim, name: `narrow${n}` }).apply(wide) as tf.SymbolicTensor;
  const sum2 = tf.layers.add().apply([normed, narrow]);
  return tf.layers.layerNormalization({ name: `norm${n}b` }).apply(sum2) as tf.SymbolicTensor;
}

const tokens = tf.input({ shape: [6] });
let x = tf.layers.embedding({ inputDim: 12, outputDim: 8 }).apply(tokens) as tf.SymbolicTensor;
for (let n = 1; n <= 2; n++) x = transformerBlock(x, 8, n);
const pooled = tf.layers.globalAveragePooling1d({}).apply(x);
const output = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(pooled) as tf.SymbolicTensor;
const model = tf.model({ inputs: tokens, outputs: output });
model.compile({ optimizer: tf.train.adam(0.003), loss: 'binaryCrossentropy', metrics: ['acc'] });

const xs = tf.randomUniform([48, 6], 0, 12, 'int32');
const ys = xs.equal(tf.scalar(3, 'int32')).any(1, true).toFloat();
model.fit(xs, ys, { epochs: 2, batchSize: 16, verbose: 0 }).then(() => console.log('trained'));
