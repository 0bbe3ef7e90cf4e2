/** Programs as people write them: the same small net in many styles. Every one trains for a step and has hidden layers named h... */

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
