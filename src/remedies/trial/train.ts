/** Trains a program, or an edited copy of it in memory, for a comparison: fenced, on WebAssembly, with a seed. */
import { bundleProgram } from '../../program/index.js';
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
}

/** How long each program is trained; whichever limit comes first. */
export interface TrialLimits {
  steps: number;
  seconds: number;
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

/** @throws ProgramError when the program does not parse */
export function bundleForTrial(program: TrialProgram, overrides: ReadonlyMap<string, string>): Promise<BundledProgram> {
  return bundleProgram({ file: program.file, root: program.root, overrides: new Map([...program.overrides, ...overrides]) });
}

/** Trains the bundle once. Resolves also when the program fails; what it did until then stands. */
export async function trainOnce(
  program: TrialProgram, bundle: BundledProgram, seeds: { seed: number; weightSeed?: number }, limits: TrialLimits, signal: AbortSignal,
): Promise<TrialRun> {
  const data = new RunStore({ histogramBytes: 0 });
  if (signal.aborted) return { data, failure: 'Cancelled.' };
  const child = new TrainerProcess({ packageRoot: program.root, backend: 'wasm', fence: { scratch: scratchFolder() } }, program);
  const cancel = (): void => void child.stop();
  signal.addEventListener('abort', cancel, { once: true });
  const watch = new Watch(() => void child.stop(), limits);
  let failure: string | null = null;
  child.onEvent((event) => {
    failure ??= take(data, event);
    if (event.type === 'step') watch.step();
  });
  try {
    await child.ready;
    child.start({
      type: 'start', program: bundle.image, entry: program.entry, args: program.args, cwd: program.cwd, ...seeds,
      capture: 'every', histograms: false, ...limits, atLimit: 'end',
    });
    watch.start();
    const exit = await child.stopped;
    if (data.stepCount === 0) failure ??= exit.message;
  } catch (error) {
    failure ??= error instanceof Error ? error.message : String(error);
  } finally {
    watch.stop();
    signal.removeEventListener('abort', cancel);
    await child.stop();
  }
  return { data, failure };
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

  constructor(private readonly end: () => void, private readonly limits: TrialLimits) {}

  start(): void {
    this.silence = setTimeout(this.end, SILENCE_SECONDS * 1000);
    this.overdue = setTimeout(this.end, (this.limits.seconds + GRACE_SECONDS) * 1000);
  }

  step(): void {
    this.silence?.refresh();
  }

  stop(): void {
    if (this.silence) clearTimeout(this.silence);
    if (this.overdue) clearTimeout(this.overdue);
  }
}
