import * as tf from '@tensorflow/tfjs';

function timed(_target: object, name: string, descriptor: PropertyDescriptor): PropertyDescriptor {
  const method = descriptor.value as (...args: unknown[]) => unknown;
  descriptor.value = function (...args: unknown[]): unknown {
    console.log('calls', name);
    return method.apply(this, args);
  };
  return descriptor;
}

enum Activation { Tanh = 'tanh', Linear = 'linear' }
const enum Size { Input = 2, Hidden = 8 }

namespace Defaults {
  export const epochs = 4;
  export namespace Batch { export const size = 16; }
}

abstract class Trainer {
  declare readonly name: string;
  constructor(protected readonly units: number, private activation = Activation.Tanh) {}

  @timed
  build(): tf.Sequential {
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: this.units, activation: this.activation, inputShape: [Size.Input] }));
    model.add(tf.layers.dense({ units: 1, activation: <'linear'>Activation.Linear }));
    return model;
  }

  abstract train(): Promise<void>;
}

class Regression extends Trainer {
  override async train(): Promise<void> {
    const model = this.build();
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const xs = tf.randomUniform([64, Size.Input], -1, 1);
    await model.fit(xs, xs.sum(1, true), { epochs: Defaults.epochs, batchSize: Defaults.Batch.size, verbose: 0 });
  }
}

void new Regression(Size.Hidden).train();
