import * as fs from 'fs';
import * as tf from '@tensorflow/tfjs-node';

async function trainAndSave(folder: string) {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [2], activation: 'relu6' })] });
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: 'adagrad', loss: 'meanAbsoluteError' });
  const xs = tf.randomUniform([20, 2]);
  await model.fit(xs, xs.max(1, true), { epochs: 2, batchSize: 10, verbose: 0 });

  const result = await model.save(`file://${folder}`);
  console.log('saved', result.modelArtifactsInfo.weightDataBytes, 'bytes');
  const again = await tf.loadLayersModel(`file://${folder}/model.json`);
  const same = tf.equal(again.predict(xs) as tf.Tensor, model.predict(xs) as tf.Tensor).all().dataSync()[0];
  console.log('same predictions:', same === 1, fs.readdirSync(folder).sort().join(' '));
}

trainAndSave('./trained-model');
