import * as tf from '@tensorflow/tfjs';

/** Log magnitudes of the short-time Fourier transform: [clips, frames * frequencies]. */
function spectrograms(clips: number, samples: number): { xs: tf.Tensor2D; pitches: number[] } {
  const pitches = Array.from({ length: clips }, (_, i) => 1 + (i % 4));
  const rows = pitches.map((pitch) => tf.tidy(() => {
    const time = tf.range(0, samples).mul((2 * Math.PI * pitch) / 16);
    const signal = tf.sin(time).add(tf.randomNormal([samples], 0, 0.1)) as tf.Tensor1D;
    return tf.log(tf.abs(tf.signal.stft(signal, 16, 8)).add(1e-3)).flatten() as tf.Tensor1D;
  }));
  return { xs: tf.stack(rows) as tf.Tensor2D, pitches };
}

async function main(): Promise<void> {
  const { xs, pitches } = spectrograms(64, 64);
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 16, activation: 'relu', inputShape: [xs.shape[1]] }));
  model.add(tf.layers.dense({ units: 4, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  const ys = tf.oneHot(pitches.map((pitch) => pitch - 1), 4);
  await model.fit(xs, ys, { epochs: 4, batchSize: 16, verbose: 0 });
}

main();
