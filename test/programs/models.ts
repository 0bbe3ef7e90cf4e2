/** Ways to put a model together. */
import type { ProgramArea } from './support/form.js';

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
  ],
};
