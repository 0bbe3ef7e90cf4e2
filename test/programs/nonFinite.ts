/** Programs in which a NaN or an infinity appears: the first tensor that holds one is named. */
import { expect } from 'vitest';
import type { ProgramArea } from './support/form.js';

export const nonFinite: ProgramArea = {
  folder: 'nonFinite',
  title: 'NaN and infinities',
  forms: [
    {
      form: 'log(0) in a loss of the program\'s own',
      file: 'logOfZero.ts',
      steps: 6,
      nonFinite: { where: 'loss', step: 3, at: null },
      models: [{ rows: [['Dense', 'units: 8'], ['Dense', "name: 'probabilities'"]] }],
    },
    {
      form: 'Overflow of float32 in a forward pass',
      file: 'overflow.ts',
      steps: 4,
      nonFinite: { where: 'activation', step: 0, at: "name: 'third'" },
      // All weights are equal in the example, and that is told, too.
      findings: ['non-finite', 'symmetry'],
      models: [{ rows: [['Dense', "name: 'first'"], ['Dense', "name: 'second'"], ['Dense', "name: 'third'"]] }],
    },
    {
      form: 'NaN in a row of the data',
      file: 'dataRow.ts',
      steps: 4,
      nonFinite: { where: 'activation', step: 2, at: "name: 'reads_the_data'" },
      findings: ['data-non-finite'],
    },
    {
      form: 'Infinity among the targets',
      file: 'targetRow.ts',
      steps: 6,
      nonFinite: { where: 'loss', step: 1, at: null },
      findings: ['data-non-finite'],
    },
    {
      form: 'Gradient of sqrt at 0',
      file: 'rootAtZero.ts',
      steps: 4,
      nonFinite: { where: 'outputGradient', step: 2, at: "name: 'embedding'" },
    },
    {
      form: '0/0 in a custom gradient',
      file: 'customGradientZeroByZero.ts',
      steps: 2,
      nonFinite: { where: 'outputGradient', step: 1, at: "name: 'upper'" },
    },
    {
      form: 'A learning rate that makes the weights explode',
      file: 'explodingUpdate.ts',
      steps: 40,
      nonFinite: { where: 'loss', step: 2, at: null },
      findings: ['exploding-gradient'],
      check: ({ report }) => expect(report.findings[0]!.consequences.map(({ rule }) => rule)).toContain('non-finite'),
    },
    {
      form: 'Division by zero in a custom layer of a nested model',
      file: 'inNestedModel.ts',
      steps: 5,
      nonFinite: { where: 'activation', step: 3, at: 'new Standardize' },
    },
  ],
};
