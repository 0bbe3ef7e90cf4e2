/** Runs as a host would send them, with numbers that follow from what they claim to be. */
import type { FindingView, HostToPanel, RunStatus, StepBlock } from '../../src/shared/panelProtocol.js';
import type { Remedy, Trial, TrialOutcome } from '../../src/shared/report.js';
import type { LayerInfo, ModelInfo } from '../../src/shared/run.js';
import { STATISTICS, STATISTIC_COUNT, STATISTIC_INDEX, type Statistic } from '../../src/shared/statistics.js';

const ALL_GROUPS = 15;

export function layer(name: string, depth: number, more: Partial<LayerInfo> = {}): LayerInfo {
  return {
    id: name, name, className: 'Dense', activation: 'sigmoid', kernelInitializer: 'GlorotNormal', depth, model: 'sequential_1', parent: null, recurrent: null, calls: 1,
    outputShape: [null, 64],
    weights: [{ name: `${name}/kernel`, shape: [64, 64], trainable: true }, { name: `${name}/bias`, shape: [64], trainable: true }],
    inbound: [], site: { file: 'model.ts', line: 12 + depth, column: 13 }, callers: [], ...more,
  };
}

export function model(layers: LayerInfo[], id = 'sequential_1'): ModelInfo {
  return {
    id, name: id, className: 'Sequential', layers: layers.filter((each) => each.model === id).map((each) => each.id),
    losses: ['meanSquaredError'], strayCompileArguments: [], site: null,
    optimizer: { className: 'SGDOptimizer', learningRate: 0.1, learningRateType: 'number', strayProperties: [] },
  };
}

export function status(more: Partial<RunStatus> = {}): RunStatus {
  return {
    id: 'run-1', file: 'model.ts', phase: 'done', stopped: 'end',
    backend: {
      name: 'wasm', label: 'WebAssembly (SIMD)', notes: [],
      passedOver: [
        { name: 'tensorflow-gpu', reason: '@tensorflow/tfjs-node-gpu is not installed in the workspace.' },
        { name: 'webgpu', reason: 'No hardware adapter was found.' },
      ],
    },
    seed: 1, steps: 60, stepLimit: 500, seconds: 3.2, dataKind: 'program', failure: null, stale: false, notes: [], live: false, trials: null, ...more,
  };
}

export type Numbers = Partial<Record<Statistic, number>>;

/** Steps `first` to `first + count`; `groups` 0 leaves a cell uncaptured. */
export function block(
  layers: LayerInfo[], first: number, count: number,
  at: (layer: number, step: number) => Numbers | null, loss: (step: number) => number | undefined, runId = 'run-1',
): StepBlock {
  const made: StepBlock = {
    type: 'steps', runId, first, count, layers: layers.length, groups: new Uint8Array(count * layers.length),
    values: new Float32Array(count * layers.length * STATISTIC_COUNT), loss: new Float32Array(count), lossKnown: new Uint8Array(count),
  };
  for (let i = 0; i < count; i++) {
    const lossHere = loss(first + i);
    made.loss[i] = lossHere ?? NaN;
    made.lossKnown[i] = lossHere === undefined ? 0 : 1;
    for (let row = 0; row < layers.length; row++) {
      const numbers = at(row, first + i);
      if (!numbers) continue;
      const offset = (i * layers.length + row) * STATISTIC_COUNT;
      made.groups[i * layers.length + row] = ALL_GROUPS;
      for (const name of STATISTICS) made.values[offset + STATISTIC_INDEX[name]] = numbers[name] ?? 0;
    }
  }
  return made;
}

/** Repeatable noise in 0..1. */
export function noise(a: number, b: number): number {
  const x = Math.sin(a * 127.1 + b * 311.7) * 43758.5453;
  return x - Math.floor(x);
}

export function numbers(gradient: number, std: number, a: number, b: number, more: Numbers = {}): Numbers {
  const wobble = 0.8 + 0.4 * noise(a, b);
  const rms = gradient * wobble;
  const weightGradient = rms * 64 * std;
  return {
    activationMean: 0.5, activationStd: std * wobble, activationRms: Math.hypot(0.5, std), activationMax: 0.5 + 3 * std,
    activationBatchStd: std, activationSlope: 0.22, saturatedFraction: 0.02 * wobble,
    outputGradientRms: rms, outputGradientNorm: rms * 45, outputGradientMax: rms * 4.1,
    weightGradientNorm: weightGradient, weightGradientMax: weightGradient / 9, weightNorm: 8.1, updateNorm: weightGradient * 0.1,
    updateToWeightRatio: (weightGradient * 0.1) / 8.1, ...more,
  };
}

export interface MadeRun {
  layers: LayerInfo[];
  models: ModelInfo[];
  findings: FindingView[];
  steps: number;
  block(first: number, count: number): StepBlock;
}

/** All that a host sends when the panel opens on the run. */
export function messagesOf(run: MadeRun, shown: Partial<RunStatus> = {}): HostToPanel[] {
  const told = status({ steps: run.steps, ...shown });
  return [
    { type: 'reset', status: told, origin: 'own' },
    { type: 'layers', runId: told.id, layers: run.layers, models: run.models },
    { ...run.block(0, run.steps), runId: told.id },
    { type: 'findings', runId: told.id, findings: run.findings },
  ];
}

const EDIT = { file: 'model.ts', start: { line: 12, column: 1 }, end: { line: 12, column: 9 }, newText: 'relu' };

function remedy(id: string, title: string, explanation: string): Remedy {
  return { id, title, explanation, edits: [EDIT], createFiles: [], trial: null };
}

export function finding(more: Partial<FindingView>): FindingView {
  return {
    rule: 'vanishing-gradient', severity: 'error', layers: ['dense_1'], step: 0, stepsSeen: 60, confidence: 0.97,
    message: '', cause: '', evidence: {}, consequences: [], remedies: [], ...more,
  };
}

/** Losses that fall to `loss` within 50 points. */
function trialOutcome(loss: number, range: number, ratio: number): TrialOutcome {
  return {
    loss: { median: loss, min: loss - range, max: loss + range }, gradientRatio: { median: ratio, min: ratio / 2, max: ratio * 2 },
    lossCurve: Array.from({ length: 50 }, (_, i) => loss + (0.66 - loss) * Math.exp(-i / 8) + 0.004 * noise(i, loss)),
  };
}

export function trial(verdict: Trial['verdict'], loss: number, more: Partial<Trial> = {}): Trial {
  return {
    seeds: [1, 2, 3], steps: 60, verdict, solved: false, newFindings: [],
    before: trialOutcome(0.262, 0.008, 1e-8), after: trialOutcome(loss, 0.004, 0.4), randomChange: trialOutcome(0.26, 0.02, 1e-8), ...more,
  };
}

/** Twelve sigmoid layers: the gradient shrinks by about 5 from layer to layer. */
export function deepSigmoid(steps = 60): MadeRun {
  const layers = Array.from({ length: 12 }, (_, i) => layer(`dense_${i + 1}`, i));
  layers[11] = layer('dense_12', 11, { activation: 'linear', outputShape: [null, 1] });
  return {
    layers, models: [model(layers)], steps,
    block: (first, count) => block(layers, first, count,
      (row, step) => numbers(0.02 * 0.21 ** (11 - row) * (1 - 0.4 * step / 60), 0.06 + 0.01 * row, row, step),
      (step) => 0.26 + 0.4 * Math.exp(-step / 8) + 0.01 * noise(step, 1)),
    findings: [
      finding({
        layers: layers.slice(0, 7).map(({ id }) => id),
        message: 'The gradient vanishes on its way to the first layers: RMS 7.0e-10 at dense_1 against 0.02 at dense_12.',
        cause: 'Each sigmoid passes on at most a quarter of the gradient; twelve in a row leave 1 part in 28 million.',
        remedies: [
          {
            id: 'replace-activation', title: 'Use relu with He initialization', edits: [EDIT], createFiles: [],
            explanation: 'ReLU passes the gradient on unchanged where it is active, and He initialization keeps its scale.',
            trial: trial('helps', 0.0121, { solved: true }),
          },
          {
            id: 'batch-normalization', title: 'Add batch normalization', edits: [EDIT], createFiles: [], trial: null,
            explanation: 'Normalizing each layer’s input keeps the sigmoids in their steep part.',
          },
        ],
        consequences: [{ rule: 'slow-learning', layers: ['dense_8'], step: 12 }],
      }),
      finding({
        rule: 'saturation', severity: 'warning', layers: ['dense_9'], step: 22, message: '41 % of the outputs of dense_9 are saturated.',
        cause: 'The inputs of its sigmoid have a standard deviation of 6.2.',
        remedies: [remedy('smaller-init', 'Use Glorot initialization', 'It keeps the inputs of the sigmoid small.')],
      }),
      finding({
        rule: 'output-activation', severity: 'info', layers: ['dense_12'], step: 0,
        message: 'The last layer is linear while the targets lie between 0 and 1.',
        cause: 'A linear output can leave the range of the targets.',
        remedies: [{ ...remedy('advice', 'Consider a sigmoid output', 'Only where targets are probabilities.'), edits: [] }],
      }),
    ],
  };
}

/** A residual-style stack: healthy. */
export function healthy(steps = 120): MadeRun {
  const names = [
    'conv2d_1', 'batch_norm_1', 'conv2d_2', 'max_pooling_1', 'conv2d_3', 'batch_norm_2', 'flatten', 'dense_1', 'dropout', 'logits',
  ];
  const layers = names.map((name, i) => layer(name, i, { className: name.startsWith('conv') ? 'Conv2D' : 'Dense', activation: 'relu' }));
  return {
    layers, models: [model(layers)], steps, findings: [],
    block: (first, count) => block(layers, first, count,
      (row, step) => numbers(0.004 * (1 + 0.4 * Math.sin(row)) * (0.4 + Math.exp(-step / 40)), 0.8 + 0.1 * Math.cos(row), row, step,
        { updateToWeightRatio: 1e-3 * (0.5 + noise(row, step)) }),
      (step) => 0.08 + 2.2 * Math.exp(-step / 25) + 0.05 * noise(step, 3)),
  };
}

/** Explodes from step 28 on and is NaN from step 40 on. */
export function explodes(steps = 60): MadeRun {
  const layers = Array.from({ length: 8 }, (_, i) => layer(`dense_${i + 1}`, i, { activation: 'relu' }));
  return {
    layers, models: [model(layers)], steps,
    block: (first, count) => block(layers, first, count,
      (row, step) => {
        if (step > 40 || (step === 40 && row < 5)) {
          return numbers(NaN, NaN, row, step, {
            outputGradientNonFinite: 64, weightGradientNonFinite: 4096, activationNonFinite: step > 40 ? 64 : 0,
          });
        }
        return numbers(0.01 * 10 ** Math.max(0, (step - 28) / 2), 1, row, step, { updateToWeightRatio: 1e-2 });
      },
      (step) => (step >= 41 ? NaN : 1 + 10 ** Math.max(0, (step - 28) / 3))),
    findings: [finding({
      rule: 'exploding-gradient', layers: ['dense_5'], step: 28,
      message: 'The gradient grows tenfold every two steps from step 28 on, and is NaN from step 40 on.',
      cause: 'The learning rate of 0.5 is above 2 over the largest curvature, so every step overshoots.',
      consequences: [{ rule: 'non-finite', layers: layers.map(({ id }) => id), step: 40 }],
      remedies: [remedy('lower-learning-rate', 'Set the learning rate to 0.05', 'The largest rate that did not diverge at first.')],
    })],
  };
}

/** Many layers and many steps, with one spike at step 1371, six tenths down. */
export function large(count = 200, steps = 2000): MadeRun {
  const layers = Array.from({ length: count }, (_, i) => layer(`block_${Math.floor(i / 5) + 1}/dense_${(i % 5) + 1}`, i));
  return {
    layers, models: [model(layers)], steps,
    block: (first, n) => block(layers, first, n,
      (row, step) => {
        const spike = step === 1371 && row === Math.floor(count * 0.6);
        return numbers(spike ? 50 : 0.01 * 0.97 ** (count - row) * (1 + 0.5 * Math.sin(step / 200)), 0.5, row, step);
      },
      (step) => 0.5 + 2 * Math.exp(-step / 400) + 0.1 * noise(step, 2)),
    findings: [finding({
      layers: layers.slice(0, 30).map(({ id }) => id), step: 4,
      message: 'The gradient fades towards the first thirty layers.', cause: 'Each block passes on 86 % of it.',
    })],
  };
}

/** Generator and discriminator, trained in turn. */
export function adversarial(steps = 80): MadeRun {
  const generator = Array.from({ length: 5 }, (_, i) => layer(`g_dense_${i + 1}`, i, { model: 'generator' }));
  const discriminator = Array.from({ length: 4 }, (_, i) => layer(`d_dense_${i + 1}`, i, { model: 'discriminator' }));
  const layers = [...generator, ...discriminator];
  return {
    layers, models: [model(layers, 'generator'), model(layers, 'discriminator')], steps, findings: [],
    block: (first, count) => block(layers, first, count,
      (row, step) => ((step % 2 === 0) === (row < 5) ? numbers(0.01, 0.7, row, step) : null),
      (step) => (step % 2 === 0 ? 1.2 + 0.3 * noise(step, 1) : 0.6 - step / 300 + 0.1 * noise(step, 2))),
  };
}
