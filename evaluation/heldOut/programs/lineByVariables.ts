import * as tf from '@tensorflow/tfjs';
const x = tf.linspace(-1, 1, 60), y = x.mul(2.5).add(0.7).add(tf.randomNormal([60], 0, 0.1));
const w = tf.variable(tf.scalar(Math.random())), b = tf.variable(tf.scalar(Math.random()));
const optimizer = tf.train.sgd(0.2);
for (let i = 0; i < 150; i++) optimizer.minimize(() => x.mul(w).add(b).sub(y).square().mean() as tf.Scalar);
w.print(); b.print();
