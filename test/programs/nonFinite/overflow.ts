import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 4, inputShape: [2], name: 'first' }));
model.add(tf.layers.dense({ units: 4, name: 'second', kernelInitializer: tf.initializers.constant({ value: 1e20 }) }));
model.add(tf.layers.dense({ units: 1, name: 'third', kernelInitializer: tf.initializers.constant({ value: 1e20 }) }));
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 2, batchSize: 4, verbose: 0 });
