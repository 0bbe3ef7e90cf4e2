/** Trains a program, or an edited copy of it in memory, for a comparison: on WebAssembly, with a seed. */
import path from 'node:path';
import { bundleProgram, ProgramError } from '../../program/index.js';
import type { BundledProgram } from '../../program/index.js';
import { RunStore, scratchFolder, TrainerProcess } from '../../run/index.js';
import type { TrainerEvent } from '../../shared/trainerProtocol.js';

/** The program on trial, and how it is run. */
export interface TrialProgram {
  /** Absolute path. */
  file: string;
  root: string;
  /** Absolute path -> text that stands for what is on the disk. */
  overrides: ReadonlyMap<string, string>;
  entry: string | null;
  args: string[];
  cwd: string;
  trainerPath: string;
  nodePath?: string;
  maxHeapMb?: number;
  maxResidentMb?: number;
  /** Whether it is kept from writing files, from the network and from other processes; see run/fence.ts. */
  fenced: boolean;
}

/** How long each program is trained; whichever limit comes first. */
export interface TrialLimits {
  steps: number;
  seconds: number;
}

export interface TrialSeeds {
  seed: number;
  /** Of the initial weights, where they are to be others on the same data. */
  weightSeed?: number;
}

export interface TrialRun {
  /** What was captured: layers and models have no places in the source. */
  data: RunStore;
  /** Why it ended before its limits, when the program failed. */
  failure: string | null;
}

/** Seconds without a step after which a program on trial is given up. */
const SILENCE_SECONDS = 10;
/** Seconds that a program gets beyond its limit before it is killed. */
const GRACE_SECONDS = 5;

/** The program with some of its files replaced, or in words why it cannot be bundled. */
export async function bundleForTrial(program: TrialProgram, overrides: ReadonlyMap<string, string>): Promise<BundledProgram | string> {
  try {
    return await bundleProgram({ file: program.file, root: program.root, overrides: new Map([...program.overrides, ...overrides]) });
  } catch (error) {
    if (error instanceof ProgramError) return error.failure.message;
    throw error;
  }
}

/**
 * Trains the bundle once, in a child that loads its backend while the program is bundled. Resolves also when the program
 * fails; what it did until then stands. Null when it was cancelled. Its process is gone then, and its scratch folder.
 */
export async function trainOnce(
  program: TrialProgram, bundled: Promise<BundledProgram | string>, seeds: TrialSeeds, limits: TrialLimits, signal: AbortSignal,
): Promise<TrialRun | null> {
  if (signal.aborted) return null;
  const data = new RunStore({ histogramBytes: 0 });
  const fence = program.fenced ? { scratch: scratchFolder() } : null;
  const child = new TrainerProcess({ packageRoot: path.dirname(program.file), backend: 'wasm', fence }, program);
  const cancel = (): void => void child.stop();
  signal.addEventListener('abort', cancel, { once: true });
  let failure: string | null = null;
  const watch = new Watch(limits, (reason) => {
    failure ??= reason;
    void child.stop();
  });
  child.onEvent((event) => {
    failure ??= take(data, event);
    if (event.type === 'step') watch.step();
  });
  try {
    const bundle = await bundled;
    if (typeof bundle === 'string') return { data, failure: bundle };
    const isReady = await child.ready.then(() => true, () => false);
    if (isReady) {
      child.start({
        type: 'start', program: bundle.image, entry: program.entry, args: program.args, cwd: program.cwd, ...seeds,
        capture: 'every', histograms: false, ...limits, atLimit: 'end',
      });
      watch.start();
    }
    const exit = await child.stopped;
    if (signal.aborted) return null;
    if (data.stepCount === 0 || !['exit', 'stopped'].includes(exit.cause)) failure ??= exit.message;
    return { data, failure };
  } finally {
    watch.stop();
    signal.removeEventListener('abort', cancel);
    await child.stop();
  }
}

/** Answers why the program failed, when the event says so. */
function take(data: RunStore, event: TrainerEvent): string | null {
  switch (event.type) {
    case 'layers':
      data.setLayers(event.layers.map(({ frames: _, ...layer }) => ({ ...layer, site: null, callers: [] })));
      return null;
    case 'models':
      data.setModels(event.models.map(({ frames: _, ...model }) => ({ ...model, site: null })));
      return null;
    case 'learningRates':
      data.setLearningRates(event.rates);
      return null;
    case 'entry':
      data.dataKind = event.dataKind;
      return null;
    case 'step':
      data.append(event);
      return null;
    case 'failed':
      return event.failure.message;
    case 'candidates':
      return `Several exports could be trained: ${event.names.join(', ')}.`;
    default:
      return null;
  }
}

/** Ends a program that makes no step, or that does not end at its limit because it is stuck. */
class Watch {
  private silence: NodeJS.Timeout | null = null;
  private overdue: NodeJS.Timeout | null = null;

  /** @param end is told why, where it is the program's fault */
  constructor(private readonly limits: TrialLimits, private readonly end: (reason: string | null) => void) {}

  start(): void {
    this.silence = setTimeout(() => this.end(`No training step for ${SILENCE_SECONDS} s.`), SILENCE_SECONDS * 1000);
    this.overdue = setTimeout(() => this.end(null), (this.limits.seconds + GRACE_SECONDS) * 1000);
  }

  step(): void {
    this.silence?.refresh();
  }

  stop(): void {
    if (this.silence) clearTimeout(this.silence);
    if (this.overdue) clearTimeout(this.overdue);
  }
}
