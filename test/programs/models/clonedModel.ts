import * as tf from '@tensorflow/tfjs';

/** A population of equal nets, copied by their JSON, the best of which are trained on. */
async function clone(model: tf.LayersModel): Promise<tf.LayersModel> {
  const copy = await tf.models.modelFromJSON(model.toJSON(null, false) as unknown as Parameters<typeof tf.models.modelFromJSON>[0]);
  copy.setWeights(model.getWeights());
  return copy;
}

async function main() {
  const parent = tf.sequential({ name: 'parent' });
  parent.add(tf.layers.dense({ units: 6, inputShape: [2], activation: 'tanh', name: 'inner' }));
  parent.add(tf.layers.dense({ units: 1, name: 'outer' }));
  const child = await clone(parent);

  const xs = tf.randomUniform([16, 2], -1, 1);
  const ys = xs.prod(1, true);
  for (const model of [parent, child]) {
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    await model.fit(xs, ys, { epochs: 3, batchSize: 16, verbose: 0 });
  }
}

main();
