import * as tf from '@tensorflow/tfjs';

/** Minimal gated unit: one gate for everything. */
class GatedCell extends (tf.layers.simpleRNNCell({ units: 1 }).constructor as new (config: { units: number }) => tf.layers.Layer) {
  static className = 'GatedCell';
  stateSize: number;
  private gate!: tf.LayerVariable;
  private candidate!: tf.LayerVariable;

  constructor(config: { units: number }) {
    super(config);
    this.stateSize = config.units;
  }

  override build(shape: tf.Shape): void {
    const rows = shape.at(-1)! + this.stateSize;
    this.gate = this.addWeight('gate', [rows, this.stateSize], undefined, tf.initializers.glorotUniform({}));
    this.candidate = this.addWeight('candidate', [rows, this.stateSize], undefined, tf.initializers.glorotUniform({}));
    this.built = true;
  }

  override call(inputs: tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [x, h] = inputs as [tf.Tensor2D, tf.Tensor2D];
      const f = tf.concat([x, h], 1).matMul(this.gate.read() as tf.Tensor2D).sigmoid();
      const c = tf.concat([x, h.mul(f)], 1).matMul(this.candidate.read() as tf.Tensor2D).tanh();
      const next = h.mul(tf.sub(1, f)).add(c.mul(f));
      return [next, next];
    });
  }
}

const model = tf.sequential();
model.add(tf.layers.rnn({ cell: new GatedCell({ units: 6 }) as never, inputShape: [5, 2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
const xs = tf.randomNormal([16, 5, 2]);
model.fit(xs, xs.mean([1, 2]).expandDims(1), { epochs: 2, batchSize: 8, verbose: 0 });
