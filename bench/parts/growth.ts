/** Whether the cost of a step, of a run's beginning and of its end grows linearly with layers and parameters. */
import type { Sequential, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../src/trainer/backend/index.js';
import { loadTfjs, makeCapture } from '../capturing.js';
import { growthExponent, interleave, median } from '../harness/measure.js';
import type { Row, Settings, Table } from '../harness/part.js';
import { endOfRun } from '../endOfRun.js';

const LAYERS = [10, 30, 100, 300, 1000];
const PARAMETERS = [1e4, 1e5, 1e6, 1e7, 1e8];
/** Linear, as far as five sizes on a machine that others use can tell. */
const EXPONENT_BAR = 1.15;

const WIDTH = 8;
const BATCH = 8;

export async function* part({ quick }: Settings): AsyncGenerator<Table> {
  const tf = await loadTfjs();
  const layers = quick ? [10, 30] : LAYERS;
  yield await overLayers(tf, layers, quick ? 1 : 7);
  yield await beginning(tf, layers, quick ? 1 : 3);
  yield await endOfRun(quick ? [10] : [100, 300, 1000], quick ? 3 : 30, EXPONENT_BAR);
  yield await overParameters(tf, quick ? [1e4, 1e5] : PARAMETERS, quick ? 1 : 5);
}

function stack(tf: Tfjs, depth: number): Sequential {
  const model = tf.sequential();
  for (let i = 0; i < depth; i++) model.add(tf.layers.dense({ units: WIDTH, activation: 'tanh', ...(i === 0 && { inputShape: [WIDTH] }) }));
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

async function overLayers(tf: Tfjs, sizes: readonly number[], rounds: number): Promise<Table> {
  const costs: Cost[] = [];
  for (const size of sizes) {
    const [x, y] = [tf.randomNormal([BATCH, WIDTH]), tf.randomNormal([BATCH, WIDTH])];
    costs.push(await stepCost(tf, () => stack(tf, size), x, y, rounds));
    tf.dispose([x, y]);
  }
  return table('A step against the number of layers: CPU ms', 'layers', sizes, costs, [
    `Dense layers of ${WIDTH} units, batch ${BATCH}, SGD; plain and captured steps take turns. The exponent is the slope of log cost over log size.`,
  ]);
}

async function overParameters(tf: Tfjs, sizes: readonly number[], rounds: number): Promise<Table> {
  const costs: Cost[] = [];
  const reached: number[] = [];
  const notes = ['One dense layer, batch 8, SGD.'];
  for (const size of sizes) {
    const width = Math.round(Math.sqrt(size));
    const [x, y] = [tf.randomNormal([BATCH, width]), tf.randomNormal([BATCH, width])];
    const model = (): Sequential => {
      const one = tf.sequential({ layers: [tf.layers.dense({ inputShape: [width], units: width, kernelInitializer: 'zeros' })] });
      one.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      return one;
    };
    try {
      costs.push(await stepCost(tf, model, x, y, rounds));
      reached.push(size);
    } catch (error) {
      notes.push(`${size} parameters do not fit into the memory of the WASM backend: ${(error as Error).message}`);
      break;
    }
    tf.dispose([x, y]);
  }
  return table('A step against the number of parameters: CPU ms', 'parameters', reached, costs, notes);
}

interface Cost {
  plain: number;
  captured: number;
  /** What capture adds. */
  added: number;
}

async function stepCost(tf: Tfjs, make: () => Sequential, x: Tensor, y: Tensor, rounds: number): Promise<Cost> {
  const capture = makeCapture(tf, () => undefined);
  // Layers are seen as they are made.
  capture.install();
  const model = make();
  capture.uninstall();
  const step = (): Promise<unknown> => model.trainOnBatch(x, y);
  const times = await interleave({
    plain: step,
    captured: async () => {
      capture.install();
      await step();
      capture.uninstall();
    },
  }, { rounds, warmup: 3 });
  model.dispose();
  return costOf(times);
}

function costOf(times: Record<'plain' | 'captured', number[]>): Cost {
  const [plain, captured] = [median(times.plain), median(times.captured)];
  return { plain, captured, added: captured - plain };
}

/** Construction, the first step and what is told of each layer, for a fresh program. */
async function beginning(tf: Tfjs, sizes: readonly number[], rounds: number): Promise<Table> {
  const costs: Cost[] = [];
  const [x, y] = [tf.randomNormal([BATCH, WIDTH]), tf.randomNormal([BATCH, WIDTH])];
  const begin = async (size: number): Promise<void> => {
    const model = stack(tf, size);
    await model.trainOnBatch(x, y);
    model.dispose();
  };
  for (const size of sizes) {
    const times = await interleave({
      plain: () => begin(size),
      captured: async () => {
        const capture = makeCapture(tf, () => undefined);
        capture.install();
        await begin(size);
        capture.uninstall();
      },
    }, { rounds });
    costs.push(costOf(times));
  }
  tf.dispose([x, y]);
  return table('Building the model and the first step, against the number of layers: CPU ms', 'layers', sizes, costs, []);
}

function table(title: string, unit: string, sizes: readonly number[], costs: readonly Cost[], notes: string[]): Table {
  const rows: Row[] = costs.map((cost, i) => ({ label: `${sizes[i]} ${unit}`, figures: { ...cost } }));
  const exponent = (of: keyof Cost): number => growthExponent(sizes.slice(0, costs.length), costs.map((cost) => Math.max(cost[of], 1e-3)));
  rows.push({
    label: 'exponent',
    figures: { plain: exponent('plain'), captured: exponent('captured'), added: exponent('added') },
    bar: { column: 'captured', atMost: EXPONENT_BAR },
  });
  return { title, columns: { plain: 2, captured: 2, added: 2 }, rows, notes };
}
