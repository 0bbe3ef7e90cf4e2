import * as tf from '@tensorflow/tfjs';
import type { Tensor2D } from '@tensorflow/tfjs';

function timed<This, Args extends unknown[], Result>(method: (this: This, ...args: Args) => Result, context: ClassMethodDecoratorContext) {
  return function (this: This, ...args: Args): Result {
    console.log('calls', String(context.name));
    return method.apply(this, args);
  };
}

class Scope {
  static opened = 0;
  static { this.opened = 0; }
  constructor(private readonly name: string) { Scope.opened++; }
  [Symbol.dispose](): void { console.log('closes', this.name); }
  async [Symbol.asyncDispose](): Promise<void> { console.log('closes later', this.name); }
}

class Network {
  accessor units = 8;
  readonly #model = tf.sequential();

  @timed
  build<const Shape extends readonly number[]>(inputShape: Shape): tf.Sequential {
    this.#model.add(tf.layers.dense({ units: this.units, activation: 'tanh', inputShape: [...inputShape] }));
    this.#model.add(tf.layers.dense({ units: 1 }));
    return this.#model;
  }
}

const options = { epochs: 4, batchSize: 16, verbose: 0 } satisfies tf.ModelFitArgs;

async function main(): Promise<void> {
  using _data = new Scope('data');
  await using _run = new Scope('run');
  const model = new Network().build([2]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const xs: Tensor2D = tf.randomUniform([64, 2], -1, 1);
  await model.fit(xs, xs.sum(1, true), options);
}

main();
