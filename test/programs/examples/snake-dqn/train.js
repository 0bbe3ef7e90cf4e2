const fs = require('fs');
const path = require('path');
const argparse = require('argparse');
const mkdirp = (dir) => fs.mkdirSync(dir, { recursive: true });
const { SnakeGameAgent } = require('./agent');
const { copyWeights } = require('./dqn');

let tf;

function parseArguments() {
  const parser = new argparse.ArgumentParser({ description: 'Training script for a DQN that plays the snake game' });
  parser.addArgument('--gpu', { action: 'storeTrue', help: 'Whether to use tfjs-node-gpu for training.' });
  parser.addArgument('--maxNumFrames', { type: 'float', defaultValue: 1e6 });
  parser.addArgument('--replayBufferSize', { type: 'int', defaultValue: 20 });
  parser.addArgument('--batchSize', { type: 'int', defaultValue: 8 });
  parser.addArgument('--gamma', { type: 'float', defaultValue: 0.99 });
  parser.addArgument('--learningRate', { type: 'float', defaultValue: 1e-3 });
  parser.addArgument('--syncEveryFrames', { type: 'int', defaultValue: 5 });
  parser.addArgument('--savePath', { type: 'string', defaultValue: './models/dqn' });
  return parser.parseArgs();
}

async function main() {
  const args = parseArguments();
  if (args.gpu) {
    tf = require('@tensorflow/tfjs-node-gpu');
  } else {
    tf = require('@tensorflow/tfjs-node');
  }
  console.log(`args: ${JSON.stringify(args, null, 2)}`);

  const agent = new SnakeGameAgent({ ...args, epsilonInit: 0.5, epsilonFinal: 0.01, epsilonDecayFrames: 1e5 });
  for (let i = 0; i < args.replayBufferSize; ++i) agent.playStep();

  const optimizer = tf.train.adam(args.learningRate);
  let tPrev = new Date().getTime();
  while (true) {
    agent.trainOnReplayBatch(args.batchSize, args.gamma, optimizer);
    if (agent.playStep()) {
      const t = new Date().getTime();
      console.log(`Frame #${agent.frameCount}: (${(1e3 / (t - tPrev)).toFixed(1)} frames/s), epsilon=${agent.epsilon.toFixed(3)}`);
      tPrev = t;
    }
    if (agent.frameCount >= args.maxNumFrames) break;
    if (agent.frameCount % args.syncEveryFrames === 0) {
      copyWeights(agent.targetNetwork, agent.onlineNetwork);
      console.log('Sync\'ed weights from online network to target network');
    }
  }
  mkdirp(path.dirname(args.savePath));
  await agent.onlineNetwork.save(`file://${args.savePath}`);
  console.log(`Saved DQN to ${args.savePath}: ${fs.readdirSync(args.savePath)}`);
}

if (require.main === module) {
  main();
}
