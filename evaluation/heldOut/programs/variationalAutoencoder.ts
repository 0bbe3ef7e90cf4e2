import * as tf from '@tensorflow/tfjs';
const images = tf.tidy(() => { const rows: number[][] = []; for (let i = 0; i < 256; i++) { const cx = 2 + Math.random() * 4, cy = 2 + Math.random() * 4; rows.push(Array.from({ length: 64 }, (_, k) => Math.exp(-(((k % 8) - cx) ** 2 + (Math.floor(k / 8) - cy) ** 2) / 2))); } return tf.tensor2d(rows); });
const encoder = tf.layers.dense({ units: 48, activation: 'relu', inputShape: [64] });
const mean = tf.layers.dense({ units: 4 }), logVariance = tf.layers.dense({ units: 4 });
const hidden = tf.layers.dense({ units: 48, activation: 'relu' }), decoder = tf.layers.dense({ units: 64, activation: 'sigmoid' });
for (const l of [encoder]) l.build([null, 64]);
mean.build([null, 48]); logVariance.build([null, 48]); hidden.build([null, 4]); decoder.build([null, 48]);
const optimizer = tf.train.adam(2e-3);
for (let epoch = 0; epoch < 25; epoch++) for (let b = 0; b < 8; b++) {
  optimizer.minimize(() => tf.tidy(() => {
    const x = images.slice([b * 32, 0], [32, 64]);
    const h = encoder.apply(x) as tf.Tensor;
    const m = mean.apply(h) as tf.Tensor, lv = logVariance.apply(h) as tf.Tensor;
    const z = m.add(lv.mul(0.5).exp().mul(tf.randomNormal([32, 4])));
    const y = decoder.apply(hidden.apply(z) as tf.Tensor) as tf.Tensor;
    const rec = tf.losses.logLoss(x, y, undefined, 1e-7).mul(64);
    const kl = lv.add(1).sub(m.square()).sub(lv.exp()).sum(1).mean().mul(-0.5);
    return rec.add(kl) as tf.Scalar;
  }));
}
