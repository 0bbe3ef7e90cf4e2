/** `fit` and its options, data, schedules. */
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { ProgramArea } from './support/form.js';

function writeHouses(root: string): void {
  const rows = Array.from({ length: 18 }, (_, i) => [i % 5, (i % 3) / 3, i / 18, 1 + (i % 5) / 2 + i / 36].join(','));
  fs.writeFileSync(path.join(root, 'houses.csv'), ['rooms,garden,age,price', ...rows].join('\n'));
}

export const training: ProgramArea = {
  folder: 'training',
  title: '`fit` and its options',
  forms: [
    {
      form: '`fitDataset` with generators, shuffled, prefetched, validated',
      file: 'fitDatasetGenerator.ts',
      steps: 10,
      models: [{ rows: [['Dense', 'units: 8'], ['Dense', 'units: 1']] }],
      check: ({ output }) => expect(output).toContain('loss val_loss'),
    },
    {
      form: '`tf.data.csv` on a local file, `fitDataset`',
      file: 'fitDatasetCsv.js',
      prepare: writeHouses,
      steps: 6,
      models: [{ rows: [['Dense', 'units: 6'], ['Dense', 'units: 1']] }],
    },
    {
      form: 'Several `fit` calls in a loop, `evaluate` and `predict` between them',
      file: 'fitInLoop.ts',
      steps: 8,
      learns: 1,
      models: [{ rows: [['Dense', 'units: 12'], ['Dense', 'units: 1,']] }],
    },
    {
      form: 'Callbacks: a class, `earlyStopping`, `validationSplit`',
      file: 'callbacks.ts',
      steps: 8,
      models: [{ rows: [['Dense', 'units: 10'], ['Dense', 'units: 1 }']] }],
      check: ({ output }) => expect(output).toContain('stopped after 2 epochs'),
    },
    {
      form: '`fit` that nobody awaits, stopped by `model.stopTraining`',
      file: 'stopTraining.ts',
      steps: 8,
      learns: 0.5,
      models: [{ rows: [['Dense', "name: 'line'"]] }],
    },
    {
      form: '`classWeight`, `validationData`',
      file: 'weightsOfSamples.ts',
      steps: 4,
      models: [{ rows: [['Dense', 'units: 8'], ['Dense', 'units: 2']] }],
    },
    {
      form: 'Several losses, custom loss and metric functions',
      file: 'multipleLosses.ts',
      steps: 4,
      models: [{ rows: [['Dense', 'units: 12'], ['Dense', "name: 'age'"], ['Dense', "name: 'kind'"]] }],
    },
    {
      form: 'Learning rate changed during training',
      file: 'learningRateSchedule.ts',
      steps: 8,
      models: [{ rows: [['Dense', 'units: 8'], ['Dense', 'units: 1 }']] }],
    },
    {
      form: 'Frozen layers, thawed between two `fit` calls',
      file: 'frozenLayers.ts',
      steps: 8,
      models: [{ rows: [['Dense', "name: 'fixed'"], ['Dense', "name: 'thawed'"], ['Dense', "name: 'head'"]], frozen: { "name: 'thawed'": [0, 1, 2, 3] } }],
    },
    {
      form: 'Loops in `tf.tidy`, no tensor left over',
      file: 'tidyLoop.ts',
      steps: 8,
      models: [{ rows: [['Dense', "name: 'w1'"], ['Dense', "name: 'w2'"]] }],
    },
    {
      form: '`trainOnBatch`, `evaluate`, `predictOnBatch` in turns',
      file: 'evaluateBetween.ts',
      steps: 6,
      models: [{ rows: [['Dense', 'units: 12'], ['Dropout', 'dropout('], ['Dense', 'units: 3']] }],
    },
    {
      form: 'Backend chosen by name, scopes, `tf.profile`, `process.exit` at the end',
      file: 'backendSettings.ts',
      steps: 4,
      models: [{ rows: [['Dense', 'units: 8'], ['Dense', 'units: 1 }']] }],
      check: ({ output }) => expect(output).toContain('in use: string'),
    },
    {
      form: 'Every optimizer, one model each',
      file: 'everyOptimizer.ts',
      steps: 21,
      models: ['sgd', 'momentum', 'rmsprop', 'adam', 'adamax', 'adagrad', 'adadelta'].map((name, i) => (
        { name, rows: [['Dense', '_line`']], steps: [3 * i, 3 * i + 1, 3 * i + 2] })),
    },
  ],
};
