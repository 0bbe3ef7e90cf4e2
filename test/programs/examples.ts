/** Programs in the shape of the official tfjs examples that train in Node, on small made-up data. */
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { ProgramArea } from './support/form.js';

const evens = (count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i);
const odds = (count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i + 1);

/** Pictures of digits in the file format of MNIST: each class is bright in a row of its own. */
function writeMnist(root: string): void {
  const count = 64;
  const images = Buffer.alloc(16 + count * 784);
  const labels = Buffer.alloc(8 + count);
  [2051, count, 28, 28].forEach((value, i) => images.writeUInt32BE(value, 4 * i));
  [2049, count].forEach((value, i) => labels.writeUInt32BE(value, 4 * i));
  for (let i = 0; i < count; i++) {
    labels[8 + i] = i % 10;
    for (let p = 0; p < 784; p++) images[16 + i * 784 + p] = Math.floor(p / 28 / 2.8) === i % 10 ? 200 + (i + p) % 50 : (i * p) % 40;
  }
  fs.writeFileSync(path.join(root, 'train-images-idx3-ubyte'), images);
  fs.writeFileSync(path.join(root, 'train-labels-idx1-ubyte'), labels);
}

function writeTable(name: string, header: string, row: (i: number) => (string | number)[], rows = 30) {
  return (root: string): void => {
    fs.writeFileSync(path.join(root, name), [header, ...Array.from({ length: rows }, (_, i) => row(i).join(','))].join('\n'));
  };
}

export const examples: ProgramArea = {
  folder: 'examples',
  title: 'In the shape of the official examples',
  forms: [
    {
      form: 'mnist-node: data in binary files, the model in a module of its own, arguments, `model.save`',
      file: 'mnist-node/main.js',
      packages: ['argparse'],
      prepare: writeMnist,
      args: ['--epochs', '2', '--batch_size', '16', '--model_save_path', './saved'],
      steps: 6,
      models: [{
        rows: [
          ['Conv2D', 'inputShape: [28, 28, 1]', 'model.js'], ['Conv2D', 'second_conv', 'model.js'], ['MaxPooling2D', 'maxPooling2d', 'model.js'],
          ['Flatten', 'flatten()', 'model.js'], ['Dropout', 'rate: 0.25', 'model.js'], ['Dense', 'units: 24', 'model.js'],
          ['Dropout', 'last_dropout', 'model.js'], ['Dense', 'units: 10', 'model.js'],
        ],
      }],
      check: ({ output }) => expect(output).toContain('Saved model to path: ./saved'),
    },
    {
      form: 'mnist-acgan: generator, discriminator with two outputs, combined model',
      file: 'mnist-acgan/gan.js',
      packages: ['argparse'],
      args: ['--epochs', '1'],
      steps: 6,
      models: [
        {
          name: 'discriminator',
          rows: [
            ['Conv2D', 'layers.conv2d('], ['LeakyReLU', 'leakyReLU'], ['Dropout', 'layers.dropout('], ['Flatten', "name: 'features'"],
            ['Dense', "name: 'realness'"], ['Dense', "name: 'auxiliary'"],
          ],
          steps: evens(3),
        },
        {
          name: 'combined',
          rows: [
            ['Embedding', 'const classEmbedding'], ['Flatten', 'const flat ='], ['Multiply', 'layers.multiply()'], ['Dense', 'units: 2 * 2 * 12'],
            ['Reshape', 'layers.reshape'], ['Conv2DTranspose', 'const first ='], ['BatchNormalization', 'batchNormalization()'],
            ['Conv2DTranspose', 'filters: 1, kernelSize: 3'],
            ['Conv2D', 'layers.conv2d('], ['LeakyReLU', 'leakyReLU'], ['Dropout', 'layers.dropout('], ['Flatten', "name: 'features'"],
            ['Dense', "name: 'realness'"], ['Dense', "name: 'auxiliary'"],
          ],
          frozen: { 'layers.conv2d(': 'always', "name: 'realness'": 'always', "name: 'auxiliary'": 'always' },
          steps: odds(3),
        },
      ],
    },
    {
      form: 'sentiment: convolutional text model, arguments',
      file: 'sentiment/train.js',
      packages: ['argparse'],
      args: ['cnn'],
      steps: 4,
      models: [{
        rows: [
          ['Embedding', 'layers.embedding'], ['Dropout', 'layers.dropout'], ['Conv1D', 'layers.conv1d'], ['GlobalMaxPooling1D', 'globalMaxPool1d'],
          ['Dense', "name: 'after_pool'"], ['Dense', "name: 'sentiment'"],
        ],
      }],
      check: ({ output }) => expect(output).toContain('Saved model to dist/resources'),
    },
    {
      form: 'sentiment: bidirectional LSTM',
      file: 'sentiment/train.js',
      packages: ['argparse'],
      args: ['bidirectionalLSTM', '--epochs', '1'],
      steps: 2,
      models: [{
        rows: [
          ['Embedding', 'layers.embedding'], ['LSTM', 'layers.lstm'], ['LSTM', 'layers.lstm'], ['Bidirectional', 'layers.bidirectional'],
          ['Dense', "name: 'sentiment'"],
        ],
      }],
    },
    {
      form: 'lstm-text-generation: stacked LSTMs made in a loop, text data of its own, sampling',
      file: 'lstm-text-generation.js',
      steps: 4,
      models: [{ rows: [['LSTM', 'layers.lstm'], ['LSTM', 'layers.lstm'], ['Dense', 'layers.dense']] }],
    },
    {
      form: 'baseball-node: `tf.data.csv`, `fitDataset` in a loop, accuracy in between',
      file: 'baseball-node.js',
      prepare: writeTable('pitch_type_training_data.csv', 'vx0,start_speed,left_handed_pitcher,pitch_code', (i) => [(i % 7) - 3, 70 + i, i % 2, i % 3]),
      steps: 9,
      models: [{ rows: [['Dense', 'units: 20'], ['Dense', 'units: 12'], ['Dense', 'units: NUM_PITCH_CLASSES']] }],
    },
    {
      form: 'fashion-mnist-vae: sampling layer, encoder and decoder in one model trained by hand',
      file: 'fashion-mnist-vae.js',
      steps: 8,
      models: [{
        name: 'vae_mlp',
        rows: [
          ['Dense', 'units: intermediateDim, activation: \'relu\' }'], ['Dense', "name: 'z_mean'"], ['Dense', "name: 'z_log_var'"], ['ZLayer', 'new ZLayer'],
          ['Dense', 'decoder_hidden'], ['Dense', 'units: originalDim'],
        ],
      }],
    },
    {
      form: 'jena-weather: GRU on batches from an iterator',
      file: 'jena-weather/train-rnn.js',
      packages: ['argparse'],
      steps: 6,
      models: [{ rows: [['GRU', 'layers.gru', 'models.js'], ['Dense', 'gru_output', 'models.js']] }],
    },
    {
      form: 'jena-weather: multilayer perceptron with L2',
      file: 'jena-weather/train-rnn.js',
      packages: ['argparse'],
      args: ['--modelType', 'mlp-l2'],
      steps: 6,
      models: [{ rows: [['Flatten', 'layers.flatten', 'models.js'], ['Dense', 'units: 16', 'models.js'], ['Dense', 'model.add(tf.layers.dense({ units: 1 }))', 'models.js']] }],
    },
    {
      form: 'cart-pole: policy gradients, ES module that awaits at its top level',
      file: 'cart-pole.mjs',
      models: [{ rows: [['Dense', 'const hidden ='], ['Dense', 'units: 1 }']] }],
    },
    {
      form: 'snake-dqn: replay buffer, frozen target network, several files',
      file: 'snake-dqn/train.js',
      packages: ['argparse'],
      args: ['--maxNumFrames', '30'],
      steps: 10,
      models: [
        {
          rows: [
            ['Conv2D', 'filters: 6', 'dqn.js'], ['BatchNormalization', 'batchNormalization', 'dqn.js'], ['Conv2D', "name: 'conv2'", 'dqn.js'],
            ['Flatten', 'layers.flatten', 'dqn.js'], ['Dense', 'units: 12', 'dqn.js'], ['Dropout', 'layers.dropout', 'dqn.js'], ['Dense', 'units: numActions', 'dqn.js'],
          ],
        },
        {
          rows: [
            ['Conv2D', 'filters: 6', 'dqn.js'], ['BatchNormalization', 'batchNormalization', 'dqn.js'], ['Conv2D', "name: 'conv2'", 'dqn.js'],
            ['Flatten', 'layers.flatten', 'dqn.js'], ['Dense', 'units: 12', 'dqn.js'], ['Dropout', 'layers.dropout', 'dqn.js'], ['Dense', 'units: numActions', 'dqn.js'],
          ],
          steps: 0,
        },
      ],
      check: ({ output }) => expect(output).toContain('Saved DQN to ./models/dqn: model.json,weights.bin'),
    },
    {
      form: 'date-conversion-attention: attention between two LSTMs, custom layer',
      file: 'date-conversion/train.js',
      packages: ['argparse'],
      steps: 4,
      models: [{
        rows: [
          ['Embedding', 'inputDim: inputVocabSize', 'model.js'], ['LSTM', 'encoder = tf.layers.lstm', 'model.js'],
          ['Embedding', 'inputDim: outputVocabSize', 'model.js'], ['GetLastTimestepLayer', 'new GetLastTimestepLayer', 'model.js'],
          ['LSTM', 'decoderLstm', 'model.js'], ['Dot', 'axes: [2, 2]', 'model.js'], ['Activation', "name: 'attention'", 'model.js'],
          ['Dot', "name: 'context'", 'model.js'], ['Concatenate', 'concatenate()', 'model.js'],
          ['Dense', "activation: 'tanh'", 'model.js'], ['TimeDistributed', "activation: 'tanh'", 'model.js'],
          ['Dense', "name: 'characters'", 'model.js'], ['TimeDistributed', "name: 'characters'", 'model.js'],
        ],
      }],
    },
    {
      form: 'quantization: train, save, round the weights',
      file: 'quantization.js',
      steps: 6,
      models: [{
        rows: [['Conv2D', 'layers.conv2d'], ['MaxPooling2D', 'maxPooling2d'], ['Flatten', 'flatten()'], ['Dense', 'units: 12'], ['Dense', 'units: 3']],
      }],
    },
    {
      form: 'abalone-node: `tf.data.csv` on a local file, save and load',
      file: 'abalone-node.js',
      prepare: writeTable('abalone.csv', 'sex,length,diameter,height,weight,rings', (i) => ['MFI'[i % 3]!, 0.3 + i / 100, 0.2 + i / 120, 0.1 + i / 300, i / 30, 5 + i % 9]),
      steps: 9,
      models: [{ rows: [['Dense', 'inputShape: inputShape'], ['Dense', "{ activation: 'sigmoid', units: 50 }"], ['Dense', 'units: 1 }']] }],
      check: ({ output }) => expect(output).toMatch(/The predicted age is \d/),
    },
    {
      form: 'addition-rnn: recurrent encoder and decoder, `fit` in a loop',
      file: 'addition-rnn.js',
      steps: 6,
      models: [{
        rows: [
          ['SimpleRNN', 'layers.simpleRNN({ units: hiddenSize, recurrentInitializer: \'glorotNormal\', inputShape'], ['RepeatVector', 'repeatVector'], ['SimpleRNN', 'returnSequences: true'],
          ['Dense', 'timeDistributed('], ['TimeDistributed', 'timeDistributed('], ['Activation', 'layers.activation'],
        ],
      }],
    },
    {
      form: 'iris-fitDataset: `tf.data.zip`, `take` and `skip`',
      file: 'iris-fitDataset.mjs',
      steps: 12,
      models: [{ rows: [['Dense', 'units: 10'], ['Dense', 'units: 3']] }],
    },
    {
      form: 'boston-housing: several models one after the other, ES modules without extensions',
      file: 'boston-housing/index.js',
      steps: 12,
      models: [
        { rows: [['Dense', "name: 'linear'"]], steps: [0, 1, 2, 3, 4, 5] },
        { rows: [['Dense', "name: 'hidden1'"], ['Dense', "name: 'hidden2'"], ['Dense', "name: 'price'"]], steps: [6, 7, 8, 9, 10, 11] },
      ],
    },
  ],
};
