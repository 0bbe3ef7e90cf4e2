import * as tf from '@tensorflow/tfjs';

interface Patched { Doubled: new (config: object) => tf.layers.Layer }
const { Doubled } = tf as unknown as Patched;

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(new Doubled({ name: 'doubled' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

const xs = tf.randomUniform([64, 2], -1, 1);
console.log(tf.version.tfjs);
model.fit(xs, xs.sum(1, true), { epochs: 4, batchSize: 16, verbose: 0 });
