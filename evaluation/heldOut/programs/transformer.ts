import * as tf from '@tensorflow/tfjs';
class Attention extends tf.layers.Layer {
  private wq!: tf.LayerVariable; private wk!: tf.LayerVariable; private wv!: tf.LayerVariable;
  constructor(private readonly units: number) { super({}); }
  override build(shape: tf.Shape | tf.Shape[]) {
    const d = (shape as tf.Shape).at(-1)!;
    this.wq = this.addWeight('q', [d, this.units], 'float32', tf.initializers.glorotUniform({}));
    this.wk = this.addWeight('k', [d, this.units], 'float32', tf.initializers.glorotUniform({}));
    this.wv = this.addWeight('v', [d, this.units], 'float32', tf.initializers.glorotUniform({}));
    this.built = true;
  }
  override computeOutputShape(shape: tf.Shape | tf.Shape[]) { return [...(shape as tf.Shape).slice(0, -1), this.units]; }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const [b, t, d] = x.shape as [number, number, number];
      const flat = x.reshape([b * t, d]);
      const project = (w: tf.LayerVariable) => flat.matMul(w.read() as tf.Tensor2D).reshape([b, t, this.units]);
      const scores = tf.matMul(project(this.wq), project(this.wk), false, true).div(Math.sqrt(this.units));
      return tf.matMul(tf.softmax(scores), project(this.wv));
    });
  }
  static get className() { return 'Attention'; }
}
tf.serialization.registerClass(Attention);
const N = 240, T = 8, V = 12;
const seqs = Array.from({ length: N }, () => Array.from({ length: T }, () => 1 + Math.floor(Math.random() * (V - 1))));
const labels = seqs.map((s) => (s.indexOf(3) >= 0 ? 1 : s.indexOf(4) >= 0 ? 2 : 0));
const xs = tf.tensor2d(seqs), ys = tf.oneHot(tf.tensor1d(labels, 'int32'), 3);
const input = tf.input({ shape: [T] });
let h = tf.layers.embedding({ inputDim: V, outputDim: 16 }).apply(input) as tf.SymbolicTensor;
for (let block = 0; block < 2; block++) {
  const a = new Attention(16).apply(h) as tf.SymbolicTensor;
  h = tf.layers.layerNormalization().apply(tf.layers.add().apply([h, a])) as tf.SymbolicTensor;
  const f = tf.layers.dense({ units: 16 }).apply(tf.layers.dense({ units: 32, activation: 'relu' }).apply(h)) as tf.SymbolicTensor;
  h = tf.layers.layerNormalization().apply(tf.layers.add().apply([h, f])) as tf.SymbolicTensor;
}
h = tf.layers.globalAveragePooling1d({}).apply(h) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3, activation: 'softmax' }).apply(h) as tf.SymbolicTensor });
model.compile({ optimizer: tf.train.adam(0.003), loss: 'categoricalCrossentropy' });
await model.fit(xs, ys, { epochs: 15, batchSize: 24, verbose: 0 });
