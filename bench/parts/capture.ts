/** What capture costs: the time of a step with it over the time without, and what it leaves behind in memory. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Readable } from 'node:stream';
import { heapFlags } from '../../src/run/index.js';
import { EVENT_FD } from '../../src/shared/trainerProtocol.js';
import type { Contents, Endurance, Mode, Request } from '../captured.js';
import { interleave, median, medianRatio } from '../harness/measure.js';
import type { Row, Settings, Table } from '../harness/part.js';
import { subjects } from '../models.js';
import type { SubjectName } from '../models.js';

const EVERY_BAR = 1.05;
const ADAPTIVE_BAR = 1.02;
/** Where a step is so short that 1.05 cannot hold. */
const ELEMENT_NS = 0.7;
const TENSOR_US = 10;

const GROWTH_MB = 4;
const TURN_MS = 300;

/** Turns before those that are counted: V8 compiles what runs often, the sampler finds its rate. */
const SETTLING_TURNS = 4;

interface Overhead extends Contents {
  /** CPU milliseconds of a step, by round. */
  times: Record<Mode, number[]>;
}

export async function* part({ quick }: Settings): AsyncGenerator<Table> {
  const children = { plain: start('plain', heapFlags()), every: start('every', heapFlags()), adaptive: start('adaptive', heapFlags()) };
  const enduring = start('every', ['--expose-gc']);
  try {
    const measured = new Map<SubjectName, Overhead>();
    for (const name of quick ? ['deep'] as const : ['mlp', 'deep', 'smallCnn', 'lstm'] as const) {
      measured.set(name, await measure(name, children, quick));
    }
    yield everyStep(measured);
    yield adaptively(measured);
    const steps = quick ? 200 : 10_000;
    yield memory(await ask<Endurance[]>(enduring, { endure: steps, every: steps / 5 }));
  } finally {
    for (const child of [...Object.values(children), enduring]) child.kill();
  }
}

function start(mode: Mode, execArgv: string[]): ChildProcess {
  const child = fork(path.join(__dirname, 'captured.cjs'), [mode], {
    execArgv, stdio: ['inherit', 'inherit', 'inherit', 'pipe', 'ipc'],
  });
  const frames = child.stdio[EVENT_FD];
  if (frames instanceof Readable) frames.resume();
  return child;
}

async function measure(name: SubjectName, children: Record<Mode, ChildProcess>, quick: boolean): Promise<Overhead> {
  await ask(children.plain, { prepare: name });
  await ask(children.adaptive, { prepare: name });
  const contents = await ask<Contents>(children.every, { prepare: name });
  const stepMs = await ask<number>(children.plain, { train: 5 });
  const steps = Math.max(3, Math.round((quick ? 100 : TURN_MS) / stepMs));
  const turn = (child: ChildProcess) => (): Promise<number> => ask(child, { train: steps });
  const times = await interleave({ plain: turn(children.plain), every: turn(children.every), adaptive: turn(children.adaptive) }, {
    rounds: quick ? 2 : 15, warmup: quick ? 1 : SETTLING_TURNS, measure: (work) => work() as Promise<number>,
  });
  return { times, ...contents };
}

async function ask<T>(child: ChildProcess, request: Request): Promise<T> {
  child.send(request);
  return (await once(child, 'message') as [T])[0];
}

function everyStep(measured: ReadonlyMap<SubjectName, Overhead>): Table {
  return {
    title: 'Capture of every step, all statistics, over plain training: CPU time of a step with Adam on WASM',
    columns: { 'plain ms': 2, 'captured ms': 2, tensors: 0, elements: 0, 'cost us': 0, 'ns/element': 2, ratio: 3 },
    rows: [...measured].map(([name, { times: { plain, every }, tensors, elements }]): Row => {
      const cost = median(every.map((time, round) => time - plain[round])) * 1000;
      const allowed = (ELEMENT_NS * elements) / 1000 + TENSOR_US * tensors;
      return {
        label: subjects[name].title,
        figures: {
          'plain ms': median(plain), 'captured ms': median(every), tensors, elements, 'cost us': cost,
          'ns/element': (cost * 1000) / elements, ratio: medianRatio(every, plain),
        },
        bar: { column: 'ratio', atMost: Math.max(EVERY_BAR, 1 + allowed / 1000 / median(plain)) },
      };
    }),
    notes: [
      'A process each, which take turns; frames are built, serialized and written to a pipe that another process reads.',
      'Tensors: layer outputs, hidden states, their gradients, weight gradients and updates of a step; elements: all of theirs.',
      `The bar is ${EVERY_BAR}, or where that is more, ${ELEMENT_NS} ns an element and ${TENSOR_US} us a tensor.`,
    ],
  };
}

function adaptively(measured: ReadonlyMap<SubjectName, Overhead>): Table {
  return {
    title: 'Adaptive capture over plain training: CPU time of a step',
    columns: { 'plain ms': 2, 'captured ms': 2, ratio: 3 },
    rows: [...measured].map(([name, { times: { plain, adaptive } }]): Row => ({
      label: subjects[name].title,
      figures: { 'plain ms': median(plain), 'captured ms': median(adaptive), ratio: medianRatio(adaptive, plain) },
      bar: { column: 'ratio', atMost: ADAPTIVE_BAR },
    })),
    notes: [],
  };
}

function memory(seen: readonly Endurance[]): Table {
  const [first] = seen;
  return {
    title: 'Memory while every step is captured, small MLP',
    columns: { tensors: 0, 'resident MB': 1, 'JS heap MB': 2 },
    rows: seen.map(({ steps, tensors, residentMb, heapMb }): Row => ({
      label: `after ${steps} steps`,
      figures: { tensors, 'resident MB': residentMb, 'JS heap MB': heapMb },
      bar: { column: 'resident MB', atMost: first.residentMb + GROWTH_MB },
    })),
    notes: [`Measured after a garbage collection. The bar is ${GROWTH_MB} MB over the first row: garbage is collected when it suits.`, 'V8\'s young generation has its default size here: a training child\'s is resident as it suits, up to twice 16 MB.'],
  };
}
