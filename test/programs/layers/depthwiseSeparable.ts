import * as tf from '@tensorflow/tfjs';

/** The two ways of MobileNet: depthwise and pointwise by hand, and both in one layer. */
const model = tf.sequential();
model.add(tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, inputShape: [10, 10, 3], padding: 'same', useBias: false }));
model.add(tf.layers.batchNormalization());
model.add(tf.layers.reLU({ maxValue: 6 }));
model.add(tf.layers.conv2d({ filters: 6, kernelSize: 1, name: 'pointwise' }));
model.add(tf.layers.separableConv2d({ filters: 8, kernelSize: 3, strides: 2, activation: 'relu' }));
model.add(tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }));
model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(0.005), loss: 'categoricalCrossentropy' });

const xs = tf.randomUniform([16, 10, 10, 3]);
const ys = tf.oneHot(xs.mean([1, 2]).argMax(1).minimum(1).toInt(), 2);
model.fit(xs, ys, { epochs: 2, batchSize: 8, verbose: 0 });
