import * as tf from '@tensorflow/tfjs';
const net = tf.sequential({ layers: [tf.layers.dense({ units: 16, activation: 'tanh', inputShape: [10], trainable: false }), tf.layers.dense({ units: 4, trainable: false })] });
const image = tf.variable(tf.randomNormal([1, 10], 0, 0.1));
const goal = tf.tidy(() => net.predict(tf.ones([1, 10])) as tf.Tensor);
const optimizer = tf.train.adam(0.05);
for (let i = 0; i < 120; i++) optimizer.minimize(() => (net.apply(image) as tf.Tensor).sub(goal).square().mean() as tf.Scalar, false, [image]);
