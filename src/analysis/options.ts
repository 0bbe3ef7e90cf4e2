import path from 'node:path';
import type { TrialProgram } from '../remedies/trial/index.js';
import type { TrainerProcess } from '../run/index.js';
import { scratchFolder } from '../run/index.js';
import type { BackendInfo, BackendName } from '../shared/run.js';
import type { StartCommand, TrainerSetup } from '../shared/trainerProtocol.js';

export interface AnalysisOptions {
  /** Absolute path of the user's file. */
  file: string;
  /** Absolute path of the folder to which everything reported is relative. */
  root: string;
  /** Absolute path -> text that is used instead of what is on the disk. */
  overrides?: ReadonlyMap<string, string>;
  entry?: string | null;
  args?: string[];
  /** Working folder of the program; default: the root. */
  cwd?: string;
  /** Null: nothing is seeded. Default: 1. */
  seed?: number | null;
  backend?: BackendName | 'auto';
  capture?: StartCommand['capture'];
  /** Default: true. */
  histograms?: boolean;
  /** Null or absent: no limit. */
  steps?: number | null;
  seconds?: number | null;
  atLimit: 'pause' | 'end';
  /** A run that the user did not start: fenced, on WASM, 30 steps or 2 s, killed after 10 s of silence. */
  live?: boolean;
  trainerPath: string;
  nodePath?: string;
  /** A warm child made with `trainerSetup` of the same options; it is used up. */
  standby?: TrainerProcess;
  maxHeapMb?: number;
  maxResidentMb?: number;
  /** A second folder from which @tensorflow/tfjs-node and webgpu are looked up: the command line's own, or the extension's storage. */
  extraPackageRoot?: string;
  /** With `auto`: backends that are not to be tried again, because a run on them failed. */
  passedOver?: BackendInfo['passedOver'];
}

export const LIVE_STEPS = 30;
export const LIVE_SECONDS = 2;

/** How the child of such an analysis is set up: for a standby that is started before the analysis is. */
export function trainerSetup(options: Pick<AnalysisOptions, 'file' | 'backend' | 'live' | 'extraPackageRoot' | 'passedOver'>): TrainerSetup {
  return {
    packageRoot: path.dirname(options.file),
    extraPackageRoot: options.extraPackageRoot,
    backend: options.live ? 'wasm' : options.backend ?? 'auto',
    passedOver: options.passedOver,
    fence: options.live ? { scratch: scratchFolder() } : null,
  };
}

/** What the child is told to do. */
export function startCommand(options: AnalysisOptions, program: StartCommand['program'], limits: RunLimits): StartCommand {
  return {
    type: 'start', program,
    entry: options.entry ?? null,
    args: options.args ?? [],
    cwd: options.cwd ?? options.root,
    seed: seedOf(options),
    capture: options.capture ?? 'every',
    histograms: options.histograms ?? true,
    ...limits,
    atLimit: options.atLimit,
  };
}

/** A Node that keeps the program from writing files and from the network; `fenced` false: none does, and the user knows. */
export type TrialNode = Pick<TrialProgram, 'nodePath' | 'fenced'>;

/** The program of an analysis, for trials of its fixes. @param overrides the texts that were analyzed, by absolute path */
export function trialProgram(options: AnalysisOptions, overrides: TrialProgram['overrides'], node: TrialNode): TrialProgram {
  const { file, root, entry = null, args = [], cwd = root, trainerPath, maxHeapMb, maxResidentMb } = options;
  return { file, root, overrides, entry, args, cwd, trainerPath, maxHeapMb, maxResidentMb, ...node };
}

/** Null: nothing is seeded. */
export function seedOf({ seed = 1 }: AnalysisOptions): number | null {
  return seed;
}

export type RunLimits = Pick<StartCommand, 'steps' | 'seconds'>;

/** The limits of the run, with those of live runs filled in. */
export function limitsOf(options: AnalysisOptions): RunLimits {
  const unset = options.live ? { steps: LIVE_STEPS, seconds: LIVE_SECONDS } : { steps: null, seconds: null };
  return { steps: options.steps ?? unset.steps, seconds: options.seconds ?? unset.seconds };
}
