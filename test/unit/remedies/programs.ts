/** Programs as people write them: the same small net in many styles. Every one trains for a step and has hidden layers named h... */
import type { RuleId } from '../../../src/shared/report.js';

export interface Style {
  title: string;
  main: string;
  files: Record<string, string>;
  /** What batch normalization makes of the model; null where it can only be done by hand. */
  normalized: string[] | null;
}

const TS = `import * as tf from '@tensorflow/tfjs';\n`;
const FIT = `
const xs = tf.randomNormal([4, 3]);
const ys = tf.oneHot([0, 1, 0, 1], 2);
model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
export const done = model.fit(xs, ys, { epochs: 1, verbose: 0 });
`;
const FIT_JS = FIT.replace('export const done =', 'exports.done =');
const USUAL = ['Dense', 'BatchNormalization', 'Dense', 'BatchNormalization', 'Dense'];

export const RELU_STYLES: Style[] = [
  {
    title: 'model.add with options on one line, one with an initializer already',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const model = tf.sequential();
model.add(tf.layers.dense({ name: 'h1', inputShape: [3], units: 4, activation: 'relu' }));
model.add(tf.layers.dense({ name: 'h2', units: 4, activation: 'relu', kernelInitializer: 'glorotUniform' }));
model.add(tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' }));
${FIT}`,
    },
    normalized: USUAL,
  },
  {
    title: 'a list of layers over several lines, trailing commas, double quotes, no semicolons',
    main: 'model.ts',
    files: {
      'model.ts': `import { sequential, layers, randomNormal, oneHot, initializers } from "@tensorflow/tfjs"

const model = sequential({
  layers: [
    layers.dense({
      name: "h1",
      inputShape: [3],
      units: 4,
      activation: "relu", // the usual one
    }),
    layers.dense({ name: "h2", kernelInitializer: initializers.randomNormal({ stddev: 0.01 }), units: 4, activation: "relu" }),
    layers.dense({ name: "out", units: 2, activation: "softmax" }),
  ],
})
const xs = randomNormal([4, 3])
model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" })
export const done = model.fit(xs, oneHot([0, 1, 0, 1], 2), { verbose: 0 })
`,
    },
    normalized: USUAL,
  },
  {
    title: 'the functional interface, nested calls',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const input = tf.input({ shape: [3] });
let x = tf.layers.dense({ name: 'h1', units: 4, activation: 'relu' }).apply(input) as tf.SymbolicTensor;
x = tf.layers.dense({ name: 'h2', units: 4, activation: 'relu' }).apply(x) as tf.SymbolicTensor;
const output = tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' })
  .apply(tf.layers.dense({ name: 'h3', units: 4, activation: 'relu' }).apply(x)) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: output });
${FIT}`,
    },
    normalized: ['InputLayer', 'Dense', 'BatchNormalization', 'Dense', 'BatchNormalization', 'Dense', 'BatchNormalization', 'Dense'],
  },
  {
    title: 'layers in variables, options in a variable that others share',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const common = { units: 4, activation: 'relu' } as const;
const kernelInitializer = 'randomNormal';
const first = tf.layers.dense({ name: 'h1', ...common, inputShape: [3] });
const second = tf.layers.dense({ name: 'h2', kernelInitializer, ...common });
const options = { name: 'h3', units: 4, activation: 'relu' } as const;
const model = tf.sequential({ layers: [first, second] });
model.add(tf.layers.dense(options));
model.add(tf.layers.dense({ name: 'out', ...common, units: 2, activation: 'softmax' }));
${FIT}`,
    },
    normalized: ['Dense', 'BatchNormalization', 'Dense', 'BatchNormalization', 'Dense', 'BatchNormalization', 'Dense'],
  },
  {
    title: 'a loop without braces and a loop with them',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const model = tf.sequential();
model.add(tf.layers.inputLayer({ inputShape: [3] }));
for (let i = 0; i < 2; i++) model.add(tf.layers.dense({ name: \`h\${i}\`, units: 4, activation: 'relu' }));
for (const units of [4]) {
    model.add(tf.layers.dense({ name: 'h_last', units, activation: 'relu' }));
}
[5].forEach((units) => model.add(tf.layers.dense({ name: 'h_arrow', units, activation: 'relu' })));
model.add(tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' }));
${FIT}`,
    },
    normalized: ['InputLayer', ...Array.from({ length: 4 }, () => ['Dense', 'BatchNormalization']).flat(), 'Dense'],
  },
  {
    title: 'helpers that make layers, in another file, with an alias',
    main: 'src/train.ts',
    files: {
      'src/layers.ts': `${TS}
const l = tf.layers;
export function hidden(name: string, units: number) {
  return l.dense({ name, units, activation: 'relu' });
}
`,
      'src/train.ts': `${TS}import { hidden } from './layers';

const make = (name: string) => tf.layers.dense({ name, units: 4, activation: 'relu', inputShape: [3] });
const model = tf.sequential();
model.add(make('h1'));
model.add(make('h2'));
model.add(tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' }));
export const other = hidden('h_unused', 3);
${FIT}`,
    },
    normalized: USUAL,
  },
  {
    title: 'lists made by map and Array.from',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const body = Array.from({ length: 2 }, (_, i) =>
  tf.layers.dense({ name: \`h\${i}\`, units: 4, activation: 'relu', ...(i === 0 ? { inputShape: [3] } : {}) }),
);
const more = [4, 5].map((units) => tf.layers.dense({ name: 'h_map' + units, units, activation: 'relu' }));
const model = tf.sequential({ layers: [...body, ...more, tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' })] });
${FIT}`,
    },
    normalized: [...Array.from({ length: 4 }, () => ['Dense', 'BatchNormalization']).flat(), 'Dense'],
  },
  {
    title: 'CommonJS with separate activation layers, and an empty options object in a helper',
    main: 'model.js',
    files: {
      'model.js': `'use strict';
const tf = require('@tensorflow/tfjs');
const { dense, reLU } = tf.layers;

const model = tf.sequential();
model.add(dense({ name: 'h1', inputShape: [3], units: 4 }));
model.add(reLU());
model.add(dense(Object.assign({}, { name: 'h2', units: 4 })));
model.add(tf.layers.activation({ name: 'act', activation: 'relu' }));
model.add(dense({ name: 'out', units: 2, activation: 'softmax' }));
${FIT_JS}`,
    },
    normalized: ['Dense', 'BatchNormalization', 'ReLU', 'Dense', 'BatchNormalization', 'Activation', 'Dense'],
  },
  {
    title: 'Windows line ends, a layer whose use cannot be told',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const parts = new Map([['h1', tf.layers.dense({ name: 'h1', inputShape: [3], units: 4, activation: 'relu' })]]);
const model = tf.sequential();
for (const part of parts.values()) model.add(part);
model.add(tf.layers.dense({
  name: 'out', units: 2, activation: 'softmax'
}));
${FIT}`.replace(/\n/g, '\r\n'),
    },
    normalized: null,
  },
];

/** Programs with one kind of trouble each, in the ways that people write it. */
export interface Faulty {
  title: string;
  main: string;
  files: Record<string, string>;
  finding: [rule: RuleId, evidence: Record<string, string | number>];
}

const RNN_FIT = `
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
export const done = model.fit(tf.randomNormal([4, 5, 2]), tf.zeros([4, 1]), { epochs: 1, verbose: 0 });
`;

export const FAULTY_STYLES: Faulty[] = [
  {
    title: 'a helper that is told the activation, for the output too',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
type Activation = 'sigmoid' | 'softmax' | 'relu' | 'tanh' | 'selu' | 'elu';
function dense(name: string, units: number, activation: Activation = 'sigmoid') {
  return tf.layers.dense({ name, units, activation, kernelInitializer: tf.initializers.randomNormal({ stddev: 1 }) });
}
const model = tf.sequential();
model.add(tf.layers.inputLayer({ inputShape: [3] }));
model.add(dense('h1', 4));
model.add(dense('h2', 4, 'sigmoid'));
model.add(dense('out', 2, 'softmax'));
${FIT}`,
    },
    finding: ['vanishing-gradient', { causeId: 'activation-slope' }],
  },
  {
    title: 'activation layers of their own behind sigmoid layers',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const model = tf.sequential({
  layers: [
    tf.layers.dense({ name: 'h1', inputShape: [3], units: 4 }),
    tf.layers.activation({ activation: 'sigmoid', name: 'a1' }),
    tf.layers.dense({ name: 'h2', units: 4 }),
    tf.layers.activation({ activation: 'sigmoid' }),
    tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' }),
  ],
});
${FIT}`,
    },
    finding: ['vanishing-gradient', { causeId: 'activation-slope' }],
  },
  {
    title: 'dead units behind activation layers of their own',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const input = tf.input({ shape: [3] });
let x = tf.layers.dense({ name: 'h1', units: 4 }).apply(input) as tf.SymbolicTensor;
x = tf.layers.reLU().apply(x) as tf.SymbolicTensor;
x = tf.layers.dense({ name: 'h2', units: 4 }).apply(x) as tf.SymbolicTensor;
x = tf.layers.reLU({ name: 'act', maxValue: 6 }).apply(x) as tf.SymbolicTensor;
x = tf.layers.dense({ name: 'h3', units: 4 }).apply(x) as tf.SymbolicTensor;
x = tf.layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' }).apply(x) as tf.SymbolicTensor });
${FIT}`,
    },
    finding: ['dead-relu', { causeId: 'initialization', deadShare: 0.75 }],
  },
  {
    title: 'softmax between layers, all weights drawn alike',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const kernelInitializer = tf.initializers.randomUniform({ minval: -2, maxval: 2 });
const model = tf.sequential();
model.add(tf.layers.dense({ name: 'h1', inputShape: [3], units: 4, activation: 'softmax', kernelInitializer }));
model.add(tf.layers.dense({ name: 'out', units: 2, activation: 'softmax', kernelInitializer }));
${FIT}`,
    },
    finding: ['hidden-softmax', { causeId: 'activation-slope' }],
  },
  {
    title: 'weights that all start equal',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const zeros = 'zeros' as const;
const model = tf.sequential();
model.add(tf.layers.dense({ name: 'h1', inputShape: [3], units: 4, activation: 'relu', kernelInitializer: zeros }));
model.add(tf.layers.dense({ name: 'h2', units: 4, activation: 'relu', kernelInitializer: tf.initializers.constant({ value: 0.5 }) }));
model.add(tf.layers.dense({ name: 'out', units: 2, activation: 'softmax', kernelInitializer: zeros }));
${FIT}`,
    },
    finding: ['zero-gradient', { causeId: 'zero-initialization' }],
  },
  {
    title: 'penalties: a shared one, a named one, a number, a default',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const LAMBDA = 5;
const shared = tf.regularizers.l2({ l2: 2 });
const model = tf.sequential();
model.add(tf.layers.dense({ name: 'h1', inputShape: [3], units: 4, activation: 'relu', kernelRegularizer: shared }));
model.add(tf.layers.dense({ name: 'h2', units: 4, activation: 'relu', kernelRegularizer: shared, biasRegularizer: tf.regularizers.l1({ l1: LAMBDA * 2 }) }));
model.add(tf.layers.dense({
  name: 'h3',
  units: 4,
  kernelRegularizer: 'l1l2',
  activation: 'relu',
}));
model.add(tf.layers.dense({ name: 'out', units: 2, activation: 'softmax', kernelRegularizer: tf.regularizers.l1l2() }));
${FIT}`,
    },
    finding: ['over-regularization', { causeId: 'regularization', penaltyToData: 20 }],
  },
  {
    title: 'deep nets of equal width, in a loop and one by one',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const model = tf.sequential();
for (let i = 0; i < 3; i++) {
  model.add(tf.layers.dense({ name: 'h' + i, units: 4, activation: 'relu', ...(i === 0 ? { inputShape: [3] } : {}) }));
}
model.add(tf.layers.dense({ name: 'h_last', units: 4, activation: 'relu' }));
model.add(tf.layers.dense({ name: 'h_wider', units: 6, activation: 'relu' }));
model.add(tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' }));
${FIT}`,
    },
    finding: ['vanishing-gradient', { causeId: 'weight-scale' }],
  },
  {
    title: 'deep nets of equal width, with the functional interface',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const input = tf.input({ shape: [3] });
let x = tf.layers.dense({ name: 'h0', units: 4, activation: 'tanh' }).apply(input) as tf.SymbolicTensor;
for (const name of ['h1', 'h2', 'h3']) x = tf.layers.dense({ name, units: 4, activation: 'tanh' }).apply(x) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: tf.layers.dense({ name: 'out', units: 2, activation: 'softmax' }).apply(x) as tf.SymbolicTensor });
${FIT}`,
    },
    finding: ['vanishing-gradient', { causeId: 'weight-scale' }],
  },
  {
    title: 'plain recurrence, alone, stacked and as a cell',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const { simpleRNN } = tf.layers;
const model = tf.sequential();
model.add(simpleRNN({ name: 'r1', inputShape: [5, 2], units: 3, activation: 'relu', recurrentInitializer: 'randomNormal', returnSequences: true }));
model.add(tf.layers.simpleRNN({ name: 'r2', units: 3, kernelInitializer: 'randomNormal', recurrentInitializer: 'glorotNormal', returnSequences: true }));
model.add(tf.layers.rnn({ name: 'r3', cell: tf.layers.simpleRNNCell({ name: 'cell', units: 3, activation: 'linear' }) }));
model.add(tf.layers.dense({ name: 'out', units: 1 }));
${RNN_FIT}`,
    },
    finding: ['vanishing-through-time', { causeId: 'recurrence' }],
  },
  {
    title: 'an LSTM whose forget gate starts half closed',
    main: 'model.ts',
    files: {
      'model.ts': `${TS}
const model = tf.sequential();
model.add(tf.layers.lstm({ name: 'r1', inputShape: [5, 2], units: 3, unitForgetBias: false }));
model.add(tf.layers.dense({ name: 'out', units: 1 }));
${RNN_FIT}`,
    },
    finding: ['vanishing-through-time', { causeId: 'recurrence' }],
  },
];
