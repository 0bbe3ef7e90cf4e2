/** Layers of every kind. */
import { expect } from 'vitest';
import type { ProgramArea } from './support/form.js';

export const layers: ProgramArea = {
  folder: 'layers',
  title: 'Layers',
  forms: [
    {
      form: 'Masking before a recurrent layer',
      file: 'masking.ts',
      steps: 6,
      models: [{ rows: [['Masking', 'layers.masking'], ['GRU', 'layers.gru'], ['Dense', 'layers.dense']] }],
    },
    {
      form: 'Embedding with `maskZero`',
      file: 'embeddingMaskZero.ts',
      steps: 5,
      models: [{ rows: [['Embedding', 'layers.embedding'], ['LSTM', 'layers.lstm'], ['Dense', 'layers.dense']] }],
    },
    {
      form: 'Stateful recurrent layer, `resetStates`',
      file: 'statefulRnn.ts',
      steps: 8,
      models: [{ rows: [['LSTM', 'layers.lstm'], ['Dense', 'layers.dense']] }],
    },
    {
      form: 'Bidirectional',
      file: 'bidirectional.ts',
      steps: 4,
      models: [{ rows: [
        ['LSTM', 'layers.lstm'], ['LSTM', 'layers.lstm'], ['Bidirectional', '// both ways'],
        ['GRU', 'layers.gru'], ['GRU', 'layers.gru'], ['Bidirectional', "'sum'"], ['Dense', 'layers.dense({ units: 2'],
      ] }],
    },
    {
      form: 'TimeDistributed, also over a convolution',
      file: 'timeDistributed.ts',
      steps: 4,
      models: [{
        rows: [
          ['Conv2D', 'layers.conv2d'], ['TimeDistributed', 'const seen'], ['Flatten', 'layers.flatten'], ['TimeDistributed', 'const flat'],
          ['Dense', 'units: 5'], ['TimeDistributed', 'const small'],
          ['SimpleRNN', 'layers.simpleRNN'], ['Dense', 'units: 1 }'],
        ],
      }],
    },
    {
      form: 'Stacked cells in `tf.layers.rnn`',
      file: 'stackedCells.ts',
      steps: 4,
      models: [{ rows: [['GRUCell', 'gruCell('], ['LSTMCell', 'lstmCell('], ['RNN', 'layers.rnn'], ['Dense', 'layers.dense']] }],
    },
    {
      form: 'Custom recurrent cell',
      file: 'customCell.ts',
      steps: 4,
      models: [{ rows: [['GatedCell', 'new GatedCell'], ['RNN', 'layers.rnn'], ['Dense', 'layers.dense']] }],
    },
    {
      form: '1D convolutions',
      file: 'conv1d.ts',
      steps: 9,
      models: [{
        rows: [['Conv1D', 'filters: 6'], ['AveragePooling1D', 'averagePooling1d'], ['Conv1D', 'filters: 4'], ['GlobalMaxPooling1D', 'globalMaxPooling1d'], ['Dense', 'layers.dense']],
      }],
    },
    {
      form: '2D convolutions',
      file: 'conv2d.js',
      steps: 6,
      models: [{
        rows: [
          ['Conv2D', 'const first'], ['MaxPooling2D', 'maxPooling2d'], ['Conv2D', 'filters: 8'], ['AveragePooling2D', 'averagePooling2d'],
          ['Flatten', 'flatten('], ['Dropout', 'dropout('], ['Dense', 'layers.dense'],
        ],
      }],
    },
    {
      form: '3D convolutions',
      file: 'conv3d.ts',
      steps: 4,
      models: [{ rows: [['Conv3D', 'filters: 3'], ['AveragePooling3D', 'averagePooling3d'], ['Conv3D', 'filters: 2'], ['Flatten', 'flatten('], ['Dense', 'layers.dense']] }],
    },
    {
      form: 'Depthwise and separable convolutions',
      file: 'depthwiseSeparable.ts',
      steps: 4,
      models: [{
        rows: [
          ['DepthwiseConv2D', 'depthwiseConv2d'], ['BatchNormalization', 'batchNormalization'], ['ReLU', 'reLU('], ['Conv2D', "name: 'pointwise'"],
          ['SeparableConv2D', 'separableConv2d'], ['GlobalAveragePooling2D', 'globalAveragePooling2d'], ['Dense', 'layers.dense'],
        ],
      }],
    },
    {
      form: 'Transposed convolutions',
      file: 'transposedConv.ts',
      steps: 4,
      models: [{ rows: [['Conv2D', 'const down'], ['Conv2D', 'const code'], ['Conv2DTranspose', 'const up'], ['Conv2DTranspose', 'const restored']] }],
    },
    {
      form: 'Upsampling and skip connections (U-Net)',
      file: 'upSampling.ts',
      steps: 4,
      models: [{
        name: 'unet',
        rows: [
          ['ZeroPadding2D', 'zeroPadding2d'], ['Conv2D', 'const top'], ['MaxPooling2D', 'maxPooling2d'], ['Conv2D', 'const bottom'],
          ['UpSampling2D', 'upSampling2d'], ['Concatenate', 'concatenate('], ['Conv2D', 'const mask'],
        ],
      }],
    },
    {
      form: 'Batch and layer normalization, activation layers',
      file: 'normalization.ts',
      steps: 6,
      models: [{
        rows: [
          ['Dense', 'units: 12'], ['BatchNormalization', 'batchNormalization'], ['Activation', 'layers.activation'], ['Dense', 'units: 8'],
          ['LayerNormalization', 'layerNormalization'], ['LeakyReLU', 'leakyReLU'], ['Dense', 'units: 1 }'],
        ],
      }],
    },
    {
      form: 'Regularizers and constraints',
      file: 'regularizers.ts',
      steps: 6,
      models: [{
        rows: [['Dense', '// kept small'], ['GaussianNoise', 'gaussianNoise'], ['Dense', 'units: 8,'], ['AlphaDropout', 'alphaDropout'], ['Dense', 'units: 1,']],
      }],
      check: ({ output }) => expect(output).toContain('smallest weight not negative'),
    },
    {
      form: 'Dropout of all kinds, shapes, PReLU',
      file: 'dropout.ts',
      steps: 9,
      models: [{
        rows: [
          ['Dropout', 'layers.dropout'], ['SpatialDropout1D', 'spatialDropout1d'], ['Flatten', 'flatten()'], ['Dense', 'units: 10'],
          ['GaussianDropout', 'gaussianDropout'], ['RepeatVector', 'repeatVector'], ['Permute', 'permute('], ['Reshape', 'layers.reshape'],
          ['PReLU', 'prelu()'], ['Dense', 'units: 3'],
        ],
      }],
    },
    {
      form: 'Convolutional LSTM',
      file: 'convLstm.ts',
      steps: 3,
      models: [{ rows: [['ConvLSTM2D', 'convLstm2d'], ['Conv2D', 'layers.conv2d']] }],
    },
  ],
};
