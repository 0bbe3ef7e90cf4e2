import * as tf from '@tensorflow/tfjs';

const STATE = 4;
const ACTIONS = 2;

class Agent {
  readonly actor = tf.sequential({
    layers: [
      tf.layers.dense({ units: 16, activation: 'relu', inputShape: [STATE], name: 'actor_hidden' }),
      tf.layers.dense({ units: ACTIONS, activation: 'softmax', name: 'policy' }),
    ],
  });
  readonly critic = tf.sequential();
  private readonly actorOptimizer = tf.train.adam(0.01);

  constructor() {
    this.critic.add(tf.layers.dense({ units: 16, activation: 'relu', inputShape: [STATE], name: 'critic_hidden' }));
    this.critic.add(tf.layers.dense({ units: 1, name: 'value' }));
    this.critic.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
  }

  act(state: number[]): number {
    return tf.tidy(() => {
      const policy = this.actor.predict(tf.tensor2d([state])) as tf.Tensor2D;
      return tf.multinomial(policy, 1, undefined, true).dataSync()[0]!;
    });
  }

  async learn(state: number[], action: number, reward: number, next: number[]) {
    const s = tf.tensor2d([state]);
    const target = tf.tidy(() => (this.critic.predict(tf.tensor2d([next])) as tf.Tensor).mul(0.95).add(reward));
    const advantage = tf.tidy(() => target.sub(this.critic.predict(s) as tf.Tensor).asScalar());
    this.actorOptimizer.minimize(() => {
      const chosen = (this.actor.apply(s) as tf.Tensor2D).mul(tf.oneHot([action], ACTIONS)).sum();
      return chosen.log().mul(advantage).neg() as tf.Scalar;
    });
    await this.critic.fit(s, target, { epochs: 1, verbose: 0 });
    tf.dispose([s, target, advantage]);
  }
}

async function main() {
  const agent = new Agent();
  let state = [0.1, 0, -0.1, 0];
  for (let t = 0; t < 6; t++) {
    const action = agent.act(state);
    const next = state.map((x, i) => x + (action === 0 ? -0.1 : 0.1) * (i + 1) + 0.01);
    await agent.learn(state, action, 1 - Math.abs(next[0]!), next);
    state = next;
  }
}

main();
