import * as tf from '@tensorflow/tfjs';
const V = 30, D = 8;
const centre = tf.variable(tf.randomUniform([V, D], -0.5 / D, 0.5 / D)), context = tf.variable(tf.zeros([V, D]));
const optimizer = tf.train.adam(0.05);
const group = (w: number) => Math.floor(w / 5);
for (let i = 0; i < 300; i++) {
  const c: number[] = [], o: number[] = [], y: number[] = [];
  for (let k = 0; k < 64; k++) { const w = Math.floor(Math.random() * V); c.push(w); if (k % 4 === 0) { o.push(group(w) * 5 + Math.floor(Math.random() * 5)); y.push(1); } else { o.push(Math.floor(Math.random() * V)); y.push(0); } }
  optimizer.minimize(() => {
    const a = tf.gather(centre, tf.tensor1d(c, 'int32')), b = tf.gather(context, tf.tensor1d(o, 'int32'));
    return tf.losses.sigmoidCrossEntropy(tf.tensor1d(y), a.mul(b).sum(1)) as tf.Scalar;
  });
}
