/** Our WASM backend against tfjs's as published, and against PyTorch. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { heapFlags } from '../../src/run/index.js';
import { fixedMatmul } from '../harness/machine.js';
import { cpuMs, median, medianRatio } from '../harness/measure.js';
import type { Row, Settings, Table } from '../harness/part.js';
import { subjects } from '../models.js';
import type { SubjectName } from '../models.js';
import type { Turn, TurnResult } from '../trainee.js';

/** PyTorch 2.13 on one thread: milliseconds a step of the same models with Adam, measured once... */
const PYTORCH_MS: Partial<Record<SubjectName, number>> = { mlp: 6.7, deep: 3.9, cnn: 67, lstm: 3.1 };
/** ... on a machine whose fixed matmul takes this many: there, the backend as published took 125 ms for `mlp`, 44 for `deep`. */
const PYTORCH_MATMUL_MS = 34;
const PYTORCH_BAR = 2.5;

const SETTLING_STEPS = 100;
const SETTLING_MS = 4000;

const STOCK_BARS: Partial<Record<SubjectName, number>> = { mlp: 3, deep: 3, smallCnn: 500 };

interface Times {
  ours: number[];
  stock: number[];
  matmul: number[];
}

async function turn(trainee: ChildProcess, request: Turn): Promise<number> {
  trainee.send(request);
  const [times] = await once(trainee, 'message') as [TurnResult];
  return median(times);
}

export async function* part({ quick }: Settings): AsyncGenerator<Table> {
  const start = (kind: string): ChildProcess => fork(path.join(__dirname, 'trainee.cjs'), [kind], { execArgv: heapFlags() });
  const [ours, stock] = [start('ours'), start('stock')];
  try {
    const measured = new Map<SubjectName, Times>();
    for (const subject of quick ? ['deep'] as const : Object.keys(subjects) as SubjectName[]) {
      measured.set(subject, await measure(subject, ours, stock, quick));
    }
    yield againstStock(measured);
    yield againstPyTorch(measured);
  } finally {
    ours.kill();
    stock.kill();
  }
}

async function measure(subject: SubjectName, ours: ChildProcess, stock: ChildProcess, quick: boolean): Promise<Times> {
  const times: Times = { ours: [], stock: [], matmul: [] };
  const rounds = quick ? 1 : 15;
  // A step of convolutions on the cpu backend's kernels takes from a quarter of a minute to minutes: once is enough.
  const stockRounds = subject === 'cnn' ? 0 : subject === 'smallCnn' ? 1 : rounds;
  const request = { subject, steps: 3 };
  await settle(ours, subject, quick);
  if (stockRounds > 1) await settle(stock, subject, quick);
  for (let round = 0; round < rounds; round++) {
    times.matmul.push(await cpuMs(fixedMatmul));
    times.ours.push(await turn(ours, request));
    if (round < stockRounds) times.stock.push(await turn(stock, stockRounds > 1 ? request : { subject, steps: 1 }));
  }
  return times;
}

/** V8 has compiled what a step needs after a hundred of them. */
async function settle(trainee: ChildProcess, subject: SubjectName, quick: boolean): Promise<void> {
  const stepMs = await turn(trainee, { subject, steps: 3 });
  if (!quick) await turn(trainee, { subject, steps: Math.min(SETTLING_STEPS, Math.ceil(SETTLING_MS / stepMs)) });
}

function againstStock(measured: ReadonlyMap<SubjectName, Times>): Table {
  const rows = [...measured].filter(([, { stock }]) => stock.length > 0).map(([name, { ours, stock }]): Row => ({
    label: subjects[name].title,
    // A single round says little of ours.
    figures: { ours: median(ours), stock: median(stock), ratio: stock.length > 1 ? medianRatio(stock, ours) : stock[0] / median(ours) },
    bar: STOCK_BARS[name] === undefined ? undefined : { column: 'ratio', atLeast: STOCK_BARS[name] },
  }));
  return {
    title: 'Against the WASM backend as published: CPU ms a step with Adam, one thread',
    columns: { ours: 1, stock: 1, ratio: 1 },
    rows,
    notes: [
      'Two processes take turns, one with our backend, one with @tensorflow/tfjs-backend-wasm as published.',
      'Kernels that the published one lacks (16 gradients) run the cpu backend\'s code on views of the WASM heap, without copies.',
      'The published CNN is a single step: it takes that long.',
    ],
  };
}

function againstPyTorch(measured: ReadonlyMap<SubjectName, Times>): Table {
  const rows = [...measured].flatMap(([name, { ours, matmul }]): Row[] => {
    const reference = PYTORCH_MS[name];
    if (reference === undefined) return [];
    const scaled = ours.map((time, round) => (time / matmul[round]) * PYTORCH_MATMUL_MS);
    return [{
      label: subjects[name].title,
      figures: { ours: median(ours), 'fixed matmul': median(matmul), 'ours, scaled': median(scaled), PyTorch: reference, ratio: median(scaled) / reference },
      bar: { column: 'ratio', atMost: PYTORCH_BAR },
    }];
  });
  return {
    title: 'Against PyTorch: ms a step with Adam, one thread',
    columns: { ours: 1, 'fixed matmul': 1, 'ours, scaled': 1, PyTorch: 1, ratio: 2 },
    rows,
    notes: [
      'PyTorch 2.13 was measured once, on a machine whose fixed matmul takes '
        + `${PYTORCH_MATMUL_MS} ms; ours is scaled by the fixed matmul, measured between its turns.`,
    ],
  };
}
