/** Programs with mistakes in their losses, their optimizers' arguments and their data, in strict TypeScript. */
import type { RuleId } from '../../../src/shared/report.js';

export interface Mistake {
  title: string;
  text: string;
  rule: RuleId;
  evidence: Record<string, string>;
  /** Losses of the model, by name. */
  losses?: string[];
}

const TS = `import * as tf from '@tensorflow/tfjs';\n`;
const net = (units: number, activation?: string): string => `${TS}const model = tf.sequential({
  layers: [
    tf.layers.dense({ name: 'h', units: 3, inputShape: [2], activation: 'tanh' }),
    tf.layers.dense({ name: 'o', units: ${units}${activation === undefined ? '' : `, activation: '${activation}'`} }),
  ],
});
const xs: tf.Tensor2D = tf.tensor2d([[1, 200], [3, -400]]);
const ys: tf.Tensor2D = tf.tensor2d([[1], [0]]);
`;
const compiled = (options: string): string => `model.compile({ ${options} });\nexport const done = model.fit(xs, ys, { verbose: 0 });\n`;
const softmaxLoss = 'const loss = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar => tf.losses.softmaxCrossEntropy(yTrue, yPred);\n';
const misuse = (title: string, text: string, evidence: Record<string, string>): Mistake => ({ title, text, rule: 'optimizer-misuse', evidence: { causeId: 'optimizer', ...evidence } });

export const MISTAKES: Mistake[] = [
  {
    title: 'a softmax over one unit', text: net(1, 'softmax') + compiled("optimizer: 'sgd', loss: 'binaryCrossentropy'"),
    rule: 'output-activation', evidence: { causeId: 'single-unit-softmax' }, losses: ['binaryCrossentropy'],
  },
  {
    title: 'a sigmoid for targets out of its range', text: net(1, 'sigmoid') + compiled("optimizer: 'sgd', loss: 'binaryCrossentropy'"),
    rule: 'output-range', evidence: { causeId: 'output-range' }, losses: ['binaryCrossentropy'],
  },
  {
    title: 'a softmax applied twice', text: net(1, 'softmax') + softmaxLoss + compiled("optimizer: 'sgd', loss"),
    rule: 'double-softmax', evidence: { causeId: 'double-softmax', applied: 'softmax' },
  },
  {
    title: 'a loss that sums', text: `${net(1)}const loss = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sum(tf.squaredDifference(a, b));\n${compiled("optimizer: 'sgd', loss")}`,
    rule: 'loss-reduction', evidence: { causeId: 'loss-reduction' },
  },
  {
    title: 'a loss that sums by a method', text: `${net(1)}function loss(a: tf.Tensor, b: tf.Tensor): tf.Scalar {\n  return a.sub(b).square().sum().asScalar();\n}\n${compiled("optimizer: 'sgd', loss")}`,
    rule: 'loss-reduction', evidence: { causeId: 'loss-reduction' },
  },
  misuse('an options object', net(1) + compiled("optimizer: tf.train.adam({ learningRate: 0.01 } as any), loss: 'meanSquaredError'"), { learningRateType: 'object' }),
  misuse('a text as learning rate', `${net(1)}const rate: any = '0.05';\n${compiled("optimizer: tf.train.sgd(rate), loss: 'meanSquaredError'")}`, { learningRateType: 'string' }),
  misuse('options of compile', `${net(1)}model.compile({ loss: 'meanSquaredError', optimizer: 'adam', lr: 0.02, clipnorm: 0.5 } as any);\nexport const done = model.fit(xs, ys, { verbose: 0 });\n`, { ignored: 'lr, clipnorm' }),
  misuse('a property of the optimizer', `${net(1)}const optimizer = tf.train.adam();\n(optimizer as any).clipNorm = 1;\n${compiled("optimizer, loss: 'meanSquaredError'")}`, { ignored: 'clipNorm' }),
  { title: 'large inputs', text: net(1) + compiled("optimizer: 'sgd', loss: 'meanSquaredError'"), rule: 'input-scale', evidence: { causeId: 'input-scale' } },
  { title: 'large targets', text: net(1) + compiled("optimizer: 'sgd', loss: 'meanSquaredError'"), rule: 'target-scale', evidence: { causeId: 'target-scale' } },
  {
    title: 'a root at 0', text: `${net(1)}const loss = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sqrt(tf.sum(tf.square(tf.sub(a, b))));\n${compiled("optimizer: 'sgd', loss")}`,
    rule: 'non-finite', evidence: { causeId: 'operation-gradient' },
  },
  {
    title: 'a norm at 0', text: `${net(1)}const loss = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => a.sub(b).norm().asScalar();\n${compiled("optimizer: 'sgd', loss")}`,
    rule: 'non-finite', evidence: { causeId: 'operation-gradient' },
  },
  {
    title: 'batches of one', text: `${net(1)}model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });\nexport const done = model.fit(xs, ys, { batchSize: 1, verbose: 0 });\n`,
    rule: 'batch-size', evidence: { causeId: 'batch-size' },
  },
];
