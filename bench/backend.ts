/** The measurement of backend.mjs, which says how to run it. */
import type { KernelConfig, Sequential, Tensor } from '@tensorflow/tfjs';
import { installFallback } from '../src/trainer/backend/complete/fallback.js';
import { prepareCpu } from '../src/trainer/backend/cpu.js';
import { tf } from '../src/trainer/backend/tfjs.js';
import { prepareWasm, startWasm } from '../src/trainer/backend/wasm.js';

const CLASSES = 10;

interface Subject {
  name: string;
  batch: number;
  model: () => Sequential;
}

const { dense, conv2d, maxPooling2d, flatten, lstm } = tf.layers;
const output = () => dense({ units: CLASSES, activation: 'softmax' });

const subjects: Subject[] = [
  {
    name: 'MLP 784-512-512-10, batch 128',
    batch: 128,
    model: () => tf.sequential({ layers: [
      dense({ inputShape: [784], units: 512, activation: 'relu' }), dense({ units: 512, activation: 'relu' }), output(),
    ] }),
  },
  {
    name: '20 dense layers of 128, batch 64',
    batch: 64,
    model: () => tf.sequential({ layers: [
      ...Array.from({ length: 20 }, () => dense({ inputShape: [128], units: 128, activation: 'tanh' })), output(),
    ] }),
  },
  {
    name: 'MNIST CNN of 8 and 16 filters, batch 8',
    batch: 8,
    model: () => tf.sequential({ layers: [
      conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: 'relu' }), maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }), flatten(), output(),
    ] }),
  },
  {
    name: 'LSTM of 64, 50 time steps of 16, batch 32',
    batch: 32,
    model: () => tf.sequential({ layers: [
      // Orthogonal weights take seconds to make and nothing from the measurement.
      lstm({ inputShape: [50, 16], units: 64, recurrentInitializer: 'glorotNormal' }), output(),
    ] }),
  },
];

/** Makes these the WASM backend's kernels, and no others. */
function use(kernels: readonly KernelConfig[]): void {
  for (const { kernelName } of tf.getKernelsForBackend('wasm')) tf.unregisterKernel(kernelName, 'wasm');
  for (const kernel of kernels) tf.registerKernel(kernel);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function stepTime(model: Sequential, x: Tensor, y: Tensor): Promise<number> {
  const start = performance.now();
  await model.trainOnBatch(x, y);
  return performance.now() - start;
}

/** Prints a line for each model. */
export async function run(steps: number): Promise<void> {
  prepareCpu();
  installFallback(tf);
  const generic = tf.getKernelsForBackend('wasm');
  prepareWasm();
  const fast = tf.getKernelsForBackend('wasm');
  await startWasm();
  console.log(`${'median ms per step'.padEnd(44)}${'fast'.padStart(9)}${'generic'.padStart(11)}${'ratio'.padStart(9)}`);
  for (const { name, batch, model: make } of subjects) {
    const model = make();
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const x = tf.randomNormal([batch, ...(model.inputs[0].shape.slice(1) as number[])]);
    const y = tf.oneHot(tf.randomUniform([batch], 0, CLASSES, 'int32'), CLASSES).toFloat();
    const times = { fast: [] as number[], generic: [] as number[] };
    // The first turn warms up and is not counted.
    for (let step = 0; step <= steps; step++) {
      for (const [kind, kernels] of Object.entries({ fast, generic })) {
        use(kernels);
        const time = await stepTime(model, x, y);
        if (step > 0) times[kind as keyof typeof times].push(time);
      }
    }
    const [a, b] = [median(times.fast), median(times.generic)];
    console.log(`${name.padEnd(44)}${a.toFixed(1).padStart(9)}${b.toFixed(1).padStart(11)}${`x ${(b / a).toFixed(1)}`.padStart(9)}`);
    model.dispose();
    tf.dispose([x, y]);
  }
}
