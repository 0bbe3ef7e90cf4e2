import * as tf from '@tensorflow/tfjs';

/** Adam with decoupled weight decay. */
class AdamW extends tf.AdamOptimizer {
  static override get className(): string {
    return 'AdamW';
  }

  constructor(rate: number, private readonly decay: number) {
    super(rate, 0.9, 0.999, 1e-8);
  }

  override applyGradients(gradients: any): void {
    tf.tidy(() => {
      const names = Array.isArray(gradients) ? gradients.map(({ name }: { name: string }) => name) : Object.keys(gradients);
      for (const name of names) {
        const variable = tf.engine().registeredVariables[name]!;
        variable.assign(variable.mul(1 - this.learningRate * this.decay));
      }
    });
    super.applyGradients(gradients);
  }
}

const model = tf.sequential();
model.add(tf.layers.dense({ units: 10, inputShape: [5], activation: 'relu', kernelInitializer: 'heNormal' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: new AdamW(0.01, 0.05), loss: 'meanSquaredError' });
const xs = tf.randomNormal([40, 5]);
model.fit(xs, xs.max(1, true), { epochs: 3, batchSize: 20, verbose: 0 }).then(({ history }) => console.log(history.loss));
