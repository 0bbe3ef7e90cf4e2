import * as tf from '@tensorflow/tfjs';

class CartPole {
  setRandomState() {
    this.state = Array.from({ length: 4 }, () => (Math.random() - 0.5) / 10);
  }

  getStateTensor() {
    return tf.tensor2d([this.state]);
  }

  /** A push to the left or to the right. */
  update(action) {
    const force = action > 0 ? 1 : -1;
    const [x, v, angle, spin] = this.state;
    this.state = [x + 0.02 * v, v + 0.2 * force, angle + 0.02 * spin, spin - 0.3 * force + 0.2 * Math.sin(angle)];
    return Math.abs(this.state[2]) > 0.2;
  }
}

class PolicyNetwork {
  constructor(hiddenLayerSizes) {
    this.policyNet = tf.sequential();
    hiddenLayerSizes.forEach((hiddenLayerSize, i) => {
      const hidden = tf.layers.dense({
        units: hiddenLayerSize,
        activation: 'elu',
        // `inputShape` is required only for the first layer.
        inputShape: i === 0 ? [4] : undefined
      });
      this.policyNet.add(hidden);
    });
    // The last layer has only one unit: the probability of a leftward action.
    this.policyNet.add(tf.layers.dense({ units: 1 }));
  }

  async train(cartPoleSystem, optimizer, discountRate, numGames, maxStepsPerGame) {
    const allGradients = [];
    const allRewards = [];
    for (let i = 0; i < numGames; ++i) {
      cartPoleSystem.setRandomState();
      const gameRewards = [];
      const gameGradients = [];
      for (let j = 0; j < maxStepsPerGame; ++j) {
        const gradients = tf.tidy(() => {
          const inputTensor = cartPoleSystem.getStateTensor();
          return this.getGradientsAndSaveActions(inputTensor).grads;
        });
        this.pushGradients(gameGradients, gradients);
        const isDone = cartPoleSystem.update(this.currentActions_[0]);
        await tf.nextFrame();
        gameRewards.push(isDone ? 0 : 1);
        if (isDone) break;
      }
      this.pushGradients(allGradients, gameGradients);
      allRewards.push(gameRewards);
    }
    tf.tidy(() => {
      const normalizedRewards = allRewards.map((rewards) => rewards.map((_, t) => rewards.slice(t).reduce((sum, r, k) => sum + r * discountRate ** k, 0) - 1));
      const means = {};
      for (const name of Object.keys(allGradients[0][0])) {
        const scaled = allGradients.flatMap((game, g) => game.map((grads, t) => grads[name].mul(normalizedRewards[g][t])));
        means[name] = tf.mean(tf.stack(scaled), 0);
      }
      optimizer.applyGradients(means);
    });
    tf.dispose(allGradients);
  }

  getGradientsAndSaveActions(inputTensor) {
    const f = () => tf.tidy(() => {
      const [logits, actions] = this.getLogitsAndActions(inputTensor);
      this.currentActions_ = actions.dataSync();
      const labels = tf.sub(1, tf.tensor2d(this.currentActions_, actions.shape));
      return tf.losses.sigmoidCrossEntropy(labels, logits).asScalar();
    });
    return tf.variableGrads(f);
  }

  getLogitsAndActions(inputs) {
    return tf.tidy(() => {
      const logits = this.policyNet.predict(inputs);
      const leftProb = tf.sigmoid(logits);
      const leftRightProbs = tf.concat([leftProb, tf.sub(1, leftProb)], 1);
      const actions = tf.multinomial(leftRightProbs, 1, null, true);
      return [logits, actions];
    });
  }

  pushGradients(record, gradients) {
    if (Array.isArray(gradients)) record.push(gradients);
    else record.push(Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.keep(gradient)])));
  }
}

const policy = new PolicyNetwork([6]);
const optimizer = tf.train.adam(0.01);
for (let i = 0; i < 2; ++i) {
  await policy.train(new CartPole(), optimizer, 0.95, 2, 5);
  console.log('iteration', i, tf.memory().numTensors);
}
