import * as tf from '@tensorflow/tfjs';

/** First the teacher learns, then a smaller student learns to say the same. */
async function main() {
  const xs = tf.randomNormal([60, 4]);
  const labels = tf.oneHot(xs.slice([0, 0], [60, 3]).argMax(1), 3);

  const teacher = tf.sequential({ name: 'teacher' });
  teacher.add(tf.layers.dense({ units: 24, activation: 'relu', inputShape: [4], name: 'teacher_hidden' }));
  teacher.add(tf.layers.dense({ units: 3, activation: 'softmax', name: 'teacher_out' }));
  teacher.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' });
  await teacher.fit(xs, labels, { epochs: 2, batchSize: 20, verbose: 0 });

  const student = tf.sequential({ name: 'student' });
  student.add(tf.layers.dense({ units: 6, activation: 'relu', inputShape: [4], name: 'student_hidden' }));
  student.add(tf.layers.dense({ units: 3, name: 'student_logits' }));
  const optimizer = tf.train.adam(0.02);
  const soft = teacher.predict(xs) as tf.Tensor2D;
  for (let i = 0; i < 5; i++) {
    const cost = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(soft, student.apply(xs) as tf.Tensor) as tf.Scalar,
      true,
      student.getWeights() as tf.Variable[],
    );
    console.log('distill', cost!.dataSync()[0]);
  }
}

main();
