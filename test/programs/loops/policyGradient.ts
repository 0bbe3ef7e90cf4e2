import * as tf from '@tensorflow/tfjs';

// REINFORCE: gradients of every game are kept, scaled by its reward, averaged and applied once.
const policy = tf.sequential();
policy.add(tf.layers.dense({ units: 8, activation: 'elu', inputShape: [4] }));
policy.add(tf.layers.dense({ units: 1 }));
const optimizer = tf.train.adam(0.01);

type Gradients = { [name: string]: tf.Tensor };

function playOneMove(observation: tf.Tensor2D): { action: number; grads: Gradients } {
  let action = 0;
  const loss = () => tf.tidy(() => {
    const logit = policy.predict(observation) as tf.Tensor2D;
    const left = tf.sigmoid(logit);
    const probabilities = tf.concat([left, tf.sub(1, left)], 1) as tf.Tensor2D;
    action = tf.multinomial(probabilities, 1, undefined, true).dataSync()[0]!;
    const labels = tf.sub(1, tf.tensor2d([[action]], undefined, 'float32'));
    return tf.losses.sigmoidCrossEntropy(labels, logit).asScalar();
  });
  const { grads, value } = tf.variableGrads(loss);
  value.dispose();
  return { action, grads };
}

for (let iteration = 0; iteration < 2; iteration++) {
  const games: { grads: Gradients; reward: number }[][] = [];
  for (let game = 0; game < 2; game++) {
    const moves: { grads: Gradients; reward: number }[] = [];
    let cart = 0;
    for (let step = 0; step < 4; step++) {
      const { action, grads } = playOneMove(tf.tensor2d([[cart, step / 4, 1, -1]]));
      cart += action === 1 ? 0.1 : -0.1;
      moves.push({ grads, reward: 1 - Math.abs(cart) });
    }
    games.push(moves);
  }
  const all = games.flat();
  const mean: Gradients = {};
  for (const name of Object.keys(all[0]!.grads)) {
    mean[name] = tf.tidy(() => tf.stack(all.map(({ grads, reward }) => grads[name]!.mul(reward))).mean(0));
  }
  optimizer.applyGradients(mean as any);
  tf.dispose([mean, all.map(({ grads }) => grads)]);
}
