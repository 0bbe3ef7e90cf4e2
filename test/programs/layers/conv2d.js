const tf = require('@tensorflow/tfjs');

function createConvModel() {
  const model = tf.sequential();
  const first = tf.layers.conv2d({
    inputShape: [14, 14, 1], kernelSize: 3, filters: 6, activation: 'relu', kernelInitializer: 'heNormal',
  });
  model.add(first);
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  model.add(tf.layers.conv2d({ kernelSize: 3, filters: 8, activation: 'relu', padding: 'same', useBias: false }));
  model.add(tf.layers.averagePooling2d({ poolSize: 2 }));
  model.add(tf.layers.flatten({}));
  model.add(tf.layers.dropout({ rate: 0.25 }));
  model.add(tf.layers.dense({ units: 4, activation: 'softmax' }));
  return model;
}

(async () => {
  const model = createConvModel();
  model.compile({ optimizer: 'rmsprop', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  // A bright quarter of the picture, one of four.
  const labels = Array.from({ length: 32 }, (_, i) => i % 4);
  const xs = tf.tidy(() => tf.stack(labels.map((label) => {
    const bright = tf.ones([7, 7, 1]).pad([[label < 2 ? 0 : 7, label < 2 ? 7 : 0], [label % 2 ? 7 : 0, label % 2 ? 0 : 7], [0, 0]]);
    return bright.add(tf.randomNormal([14, 14, 1], 0, 0.2));
  })));
  const ys = tf.oneHot(labels, 4);
  await model.fit(xs, ys, { epochs: 3, batchSize: 16, verbose: 0 });
  tf.dispose([xs, ys]);
})();
