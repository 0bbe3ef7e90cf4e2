/** Runs the program, and sees to it that however it ends, the host is told. */
import type { RawFailure, StartCommand, TrainerEvent } from '../../shared/trainerProtocol.js';
import { bundleFrames, callSites } from '../capture/sites.js';
import type { Tfjs } from '../capture/tfjs.js';
import { chooseEntry, type Candidate } from './candidates.js';
import type { Ending } from './ending.js';
import { afterError, describeFailure, exitFailure, noTraining, trainsElsewhere } from './failures.js';
import type { Origins } from './origins.js';
import type { Exports, LoadedProgram } from './program.js';
import type { Rejections } from './rejections.js';
import { trainModel } from './trainModel.js';

export interface Supervision {
  tf: Tfjs;
  start: StartCommand;
  program: LoadedProgram;
  ending: Ending;
  origins: Origins;
  rejections: Rejections;
  send(event: TrainerEvent): void;
  stepCount(): number;
}

/** Runs the program as main; once it has come to rest without a step, one of its exports. */
export async function superviseProgram(supervision: Supervision): Promise<void> {
  const { program, ending, stepCount } = supervision;
  let exports: Exports = {};
  let tried: string | null = null;
  watchFailures(supervision);
  process.on('exit', () => ending.announce({ type: 'finished', stopped: 'end' }));
  // Comes again whenever work that it started is done.
  process.on('beforeExit', () => {
    if (stepCount() > 0) ending.finish('end', exitCode());
    if (tried !== null) {
      ending.fail(withoutStep(noTraining(`The export '${tried}' was used, and came to its end without a training step.`), supervision));
    }
    tried = takeEntry(supervision, exports);
  });
  try {
    exports = await program.run();
  } catch (thrown) {
    fail(supervision, 'throw', thrown);
  }
}

/** Starts what the rules for entries choose; answers its name. */
function takeEntry(supervision: Supervision, exports: Exports): string {
  const { tf, start, ending } = supervision;
  const choice = chooseEntry(tf, exports, start.entry);
  if ('failure' in choice) return ending.fail(withoutStep(choice.failure, supervision));
  if ('candidates' in choice) return ending.candidates(choice.candidates);
  // Without any work of the event loop's, Node would not come back to `beforeExit`.
  setImmediate(() => undefined);
  useExport(choice.candidate, supervision, exports).catch((thrown: unknown) => fail(supervision, 'throw', thrown));
  return choice.candidate.name;
}

/** Why there was no step: an error that the program kept to itself, or training somewhere else, says more than its end does. */
function withoutStep(failure: RawFailure, supervision: Supervision): RawFailure {
  const { elsewhere } = supervision.origins;
  const hidden = supervision.rejections.last();
  if (hidden) return afterError(failure, describe(supervision, 'rejection', hidden));
  return elsewhere ? trainsElsewhere(elsewhere) : failure;
}

/** Calls a function; whatever model comes of it without having been trained is trained here. */
async function useExport({ name, value, how }: Candidate, supervision: Supervision, exports: Exports): Promise<void> {
  const { tf, start, send, stepCount } = supervision;
  if (how === 'call') send({ type: 'entry', name, how, dataKind: 'program' });
  const result: unknown = await (typeof value === 'function' ? (value as () => unknown)() : value);
  const model = modelIn(tf, result);
  if (model && stepCount() === 0) await trainModel(model, { tf, name, exports, steps: start.steps, send });
}

/** The model itself, or the one in `{ model, ... }`. */
function modelIn(tf: Tfjs, result: unknown): InstanceType<Tfjs['LayersModel']> | null {
  if (result instanceof tf.LayersModel) return result;
  const { model } = (result ?? {}) as { model?: unknown };
  return model instanceof tf.LayersModel ? model : null;
}

function exitCode(): number {
  return typeof process.exitCode === 'number' ? process.exitCode : 0;
}

function describe({ start, program, origins }: Supervision, how: 'throw' | 'rejection', thrown: unknown): RawFailure {
  const { program: { file }, cwd } = start;
  return describeFailure(thrown, how, { file, cwd, isBundle: program.isBundle, origins });
}

function fail(supervision: Supervision, how: 'throw' | 'rejection', thrown: unknown): never {
  return supervision.ending.fail(describe(supervision, how, thrown));
}

function watchFailures(supervision: Supervision): void {
  const { program, ending, stepCount } = supervision;
  // A program with a handler of its own deals with it itself.
  process.on('uncaughtException', (thrown) => {
    if (process.listenerCount('uncaughtException') === 1) fail(supervision, 'throw', thrown);
  });
  process.on('unhandledRejection', (thrown) => {
    if (process.listenerCount('unhandledRejection') === 1) fail(supervision, 'rejection', thrown);
  });
  process.exit = (code) => {
    if (!ending.isOver && stepCount() === 0) {
      ending.fail(withoutStep(exitFailure(code, bundleFrames(callSites(), program.isBundle)), supervision));
    }
    return ending.finish('end', typeof code === 'number' ? code : exitCode());
  };
}
