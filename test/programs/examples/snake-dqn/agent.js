const tf = require('@tensorflow/tfjs');
const { createDeepQNetwork } = require('./dqn');

const SIZE = 6;

class SnakeGameAgent {
  constructor({ replayBufferSize, epsilonInit, epsilonFinal, epsilonDecayFrames, learningRate }) {
    this.epsilonInit = epsilonInit;
    this.epsilonIncrement_ = (epsilonFinal - epsilonInit) / epsilonDecayFrames;
    this.epsilonFinal = epsilonFinal;
    this.epsilonDecayFrames = epsilonDecayFrames;

    this.onlineNetwork = createDeepQNetwork(SIZE, SIZE, 3);
    this.targetNetwork = createDeepQNetwork(SIZE, SIZE, 3);
    // Freeze taget network: it's weights are updated only through copying from the online network.
    this.targetNetwork.trainable = false;
    this.optimizer = tf.train.adam(learningRate);

    this.replayBuffer = new Array(replayBufferSize).fill(null);
    this.frameCount = 0;
    this.state = [1, 1];
  }

  playStep() {
    this.epsilon = this.frameCount >= this.epsilonDecayFrames ?
      this.epsilonFinal : this.epsilonInit + this.epsilonIncrement_ * this.frameCount;
    let action;
    const state = this.state;
    if (Math.random() < this.epsilon) {
      action = Math.floor(Math.random() * 3);
    } else {
      tf.tidy(() => {
        action = this.onlineNetwork.predict(getStateTensor([state])).argMax(-1).dataSync()[0];
      });
    }
    const next = [(state[0] + action) % SIZE, (state[1] + 1) % SIZE];
    const done = next[0] === 0;
    this.replayBuffer[this.frameCount % this.replayBuffer.length] = [state, action, done ? -1 : 0.2, done, next];
    this.frameCount++;
    this.state = done ? [1, 1] : next;
    return done;
  }

  trainOnReplayBatch(batchSize, gamma, optimizer) {
    const batch = Array.from({ length: batchSize }, () => this.replayBuffer[Math.floor(Math.random() * this.replayBuffer.length)]);
    const lossFunction = () => tf.tidy(() => {
      const stateTensor = getStateTensor(batch.map((example) => example[0]));
      const actionTensor = tf.tensor1d(batch.map((example) => example[1]), 'int32');
      const qs = this.onlineNetwork.apply(stateTensor, { training: true }).mul(tf.oneHot(actionTensor, 3)).sum(-1);
      const rewardTensor = tf.tensor1d(batch.map((example) => example[2]));
      const nextMaxQTensor = this.targetNetwork.predict(getStateTensor(batch.map((example) => example[4]))).max(-1);
      const doneMask = tf.scalar(1).sub(tf.tensor1d(batch.map((example) => example[3])).asType('float32'));
      const targetQs = rewardTensor.add(nextMaxQTensor.mul(doneMask).mul(gamma));
      return tf.losses.meanSquaredError(targetQs, qs);
    });
    const grads = tf.variableGrads(lossFunction, this.onlineNetwork.getWeights(true));
    optimizer.applyGradients(grads.grads);
    tf.dispose(grads);
  }
}

function getStateTensor(states) {
  const buffer = tf.buffer([states.length, SIZE, SIZE, 2]);
  states.forEach(([y, x], n) => {
    buffer.set(1, n, y, x, 0);
    buffer.set(1, n, 3, 3, 1);
  });
  return buffer.toTensor();
}

module.exports = { SnakeGameAgent };
