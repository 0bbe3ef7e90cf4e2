/** Ways to put a model together. */
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { ProgramArea } from './support/form.js';
import { saveModel } from './support/savedModel.js';

function denseModel(): tf.LayersModel {
  return tf.sequential({ layers: [tf.layers.dense({ units: 6, activation: 'tanh', inputShape: [3] }), tf.layers.dense({ units: 1 })] });
}

function convolutionalModel(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2, name: 'features' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
}

export const models: ProgramArea = {
  folder: 'models',
  title: 'Models',
  forms: [
    {
      form: 'Sequential, `add`',
      file: 'sequentialAdd.ts',
      steps: 12,
      learns: 0.9,
      models: [{
        rows: [['Dense', 'units: 32, inputShape'], ['Dropout', 'dropout({'], ['Dense', '// narrower'], ['Dense', 'units: 3, activation']],
      }],
    },
    {
      form: 'Sequential, `{ layers }`, in JavaScript',
      file: 'sequentialLayers.js',
      steps: 10,
      models: [{ name: 'xor', rows: [['Dense', "name: 'hidden'"], ['Dense', "name: 'output'"]] }],
    },
    {
      form: 'Functional, several inputs and outputs',
      file: 'functionalMultiple.ts',
      steps: 9,
      models: [{
        rows: [
          ['Conv2D', 'conv2d('], ['MaxPooling2D', 'maxPooling2d('], ['Flatten', 'flatten('], ['Dense', 'units: 8'],
          ['Concatenate', 'concatenate('], ['Dense', 'units: 16'], ['Dense', "name: 'price'"], ['Dense', "name: 'sells' }).apply"],
        ],
      }],
    },
    {
      form: 'Shared layers (siamese network)',
      file: 'sharedLayers.ts',
      steps: 8,
      models: [{ rows: [['Dense', 'units: 16'], ['Dense', 'units: 8'], ['Multiply', 'multiply()'], ['Dense', 'units: 1,']] }],
      check: ({ report }) => expect(report.layers.map(({ calls }) => calls)).toEqual([2, 2, 1, 1]),
    },
    {
      form: 'Nested models',
      file: 'nestedModels.ts',
      steps: 16,
      models: [{
        name: 'whole',
        rows: [
          ['Dense', '_dense` }'], ['BatchNormalization', '_norm` }'], ['Dense', '_dense` }'], ['BatchNormalization', '_norm` }'],
          ['Dense', "name: 'head'"],
        ],
      }],
      check: ({ report }) => expect(report.layers.map(({ id }) => id)).toEqual(['lower_dense', 'lower_norm', 'upper_dense', 'upper_norm', 'head']),
    },
    {
      form: 'Subclassed model (`extends tf.LayersModel`) with a training step of its own',
      file: 'subclassedModel.ts',
      steps: 8,
      learns: 1,
      models: [{ name: 'classifier', rows: [['Dense', 'units: hiddenUnits'], ['Dense', 'units: classes']] }],
    },
    {
      form: 'Custom layers, also with other layers inside; several files',
      file: 'customLayers/main.ts',
      steps: 8,
      models: [{
        rows: [
          ['Dense', 'units: 12'], ['Highway', 'new Highway'], ['Highway', 'new Highway'], ['Dense', 'units, activation'],
          ['Residual', 'new Residual'], ['Dense', 'units: 1 }'],
        ],
      }],
    },
    {
      form: 'Model loaded from disk: its layers have no line',
      file: 'loadedFromDisk.ts',
      prepare: (root) => saveModel(denseModel(), path.join(root, 'yesterday')),
      steps: 6,
      models: [{ rows: [['Dense', null], ['Dense', null]] }],
      check: ({ notes }) => expect(notes).toEqual([expect.stringMatching(/^No line of the program makes dense_Dense1, dense_Dense2 of the model/)]),
    },
    {
      form: 'Transfer learning: truncated loaded model, frozen, with a new head',
      file: 'transferLearning.ts',
      prepare: (root) => saveModel(convolutionalModel(), path.join(root, 'base')),
      steps: 6,
      models: [{
        name: 'transfer',
        rows: [['Conv2D', null], ['MaxPooling2D', null], ['Flatten', 'flatten('], ['Dense', 'units: 10'], ['Dense', 'units: 3']],
      }],
    },
    {
      form: '`model.save` at the end, and loading it again',
      file: 'savedAtTheEnd.ts',
      steps: 4,
      models: [{ rows: [['Dense', 'units: 4'], ['Dense', 'units: 1 }']] }],
      check: ({ output }) => expect(output).toContain('same predictions: true model.json weights.bin'),
    },
    {
      form: 'Model copied by `toJSON` and `modelFromJSON`, both trained',
      file: 'clonedModel.ts',
      steps: 6,
      models: [
        { name: 'parent', rows: [['Dense', "name: 'inner'"], ['Dense', "name: 'outer'"]], steps: [0, 1, 2] },
        { name: 'parent', rows: [['Dense', 'const copy ='], ['Dense', 'const copy =']], steps: [3, 4, 5] },
      ],
    },
    {
      form: 'Layers as properties of a class that calls them itself',
      file: 'ownCall.ts',
      steps: 10,
      learns: 1,
      models: [],
      loose: [['Dense', 'units: 10'], ['LayerNormalization', 'layerNormalization'], ['Dense', 'units: outputs']],
    },
    {
      form: 'Autoencoder out of two models',
      file: 'autoencoder.ts',
      steps: 8,
      learns: 1,
      models: [{ name: 'autoencoder', rows: [['Dense', 'inputShape: [16]'], ['Dense', "name: 'code'"], ['Dense', 'inputShape: [3]'], ['Dense', "name: 'picture'"]] }],
    },
    {
      form: 'Variational autoencoder: sampling layer, KL loss, encoder and decoder kept apart',
      file: 'variationalAutoencoder.ts',
      steps: 10,
      models: [
        { name: 'encoder', rows: [['Dense', 'encoder_hidden'], ['Dense', 'z_mean'], ['Dense', 'z_log_variance'], ['Sampling', 'new Sampling']] },
        { name: 'decoder', rows: [['Dense', 'decoder_hidden'], ['Dense', "name: 'restored'"]] },
      ],
    },
    {
      form: 'Sequence to sequence: encoder states start the decoder',
      file: 'seq2seq.ts',
      steps: 6,
      models: [{ rows: [['Embedding', 'embedding({'], ['LSTM', "name: 'encoder'"], ['LSTM', "name: 'decoder'"], ['Dense', "name: 'words'"], ['TimeDistributed', "name: 'words'"]] }],
    },
    {
      form: 'Transformer blocks, attention written by hand',
      file: 'transformerBlock.ts',
      steps: 6,
      models: [{
        rows: [
          ['Embedding', 'embedding({'],
          ...[1, 2].flatMap(() => [
            ['SelfAttention', 'new SelfAttention'], ['Add', 'apply([input, attended])'], ['LayerNormalization', 'norm${n}a'],
            ['Dense', 'wide${n}'], ['Dense', 'narrow${n}'], ['Add', 'apply([normed, narrow])'], ['LayerNormalization', 'norm${n}b'],
          ] as const),
          ['GlobalAveragePooling1D', 'globalAveragePooling1d'], ['Dense', 'units: 1,'],
        ],
      }],
    },
    {
      form: 'Attention out of `dot` layers',
      file: 'dotAttention.ts',
      steps: 6,
      models: [{
        rows: [
          ['GRU', 'const decoder ='], ['GRU', 'const encoder ='], ['Dot', 'axes: [2, 2]'], ['Activation', "name: 'attention'"],
          ['Dot', 'axes: [2, 1]'], ['Concatenate', 'concatenate()'], ['Dense', 'timeDistributed('], ['TimeDistributed', 'timeDistributed('],
        ],
      }],
    },
  ],
};
