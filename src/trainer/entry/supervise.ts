/** Runs the program, and sees to it that however it ends, the host is told. */
import type { StartCommand, TrainerEvent } from '../../shared/trainerProtocol.js';
import { bundleFrames, callSites } from '../capture/sites.js';
import type { Tfjs } from '../capture/tfjs.js';
import { HostGone } from './channel.js';
import type { Ending } from './ending.js';
import { describeFailure, exitFailure, noTraining } from './failures.js';
import type { Exports, LoadedProgram } from './program.js';

export interface Supervision {
  tf: Tfjs;
  start: StartCommand;
  program: LoadedProgram;
  ending: Ending;
  send(event: TrainerEvent): void;
  stepCount(): number;
}

export async function superviseProgram(supervision: Supervision): Promise<void> {
  const { program, ending } = supervision;
  watchFailures(supervision);
  let exports: Exports | null = null;
  let triedExports = false;
  process.on('beforeExit', () => {
    if (supervision.stepCount() > 0) ending.finish('end', exitCode());
    if (triedExports || exports === null) ending.fail(noTraining());
    triedExports = true;
    ending.fail(noTraining());
  });
  process.on('exit', () => ending.announce({ type: 'finished', stopped: 'end' }));
  try {
    exports = await program.run();
  } catch (thrown) {
    if (thrown instanceof HostGone) throw thrown;
    ending.fail(describeFailure(thrown, 'throw', program.isBundle));
  }
}

function exitCode(): number {
  return typeof process.exitCode === 'number' ? process.exitCode : 0;
}

function watchFailures({ program, ending, stepCount }: Supervision): void {
  const { isBundle } = program;
  const fail = (how: 'throw' | 'rejection') => (thrown: unknown) => {
    if (thrown instanceof HostGone) process.exit(0);
    // A program with a handler of its own deals with it itself.
    const event = how === 'throw' ? 'uncaughtException' : 'unhandledRejection';
    if (process.listenerCount(event) > 1) return;
    ending.fail(describeFailure(thrown, how, isBundle));
  };
  process.on('uncaughtException', fail('throw'));
  process.on('unhandledRejection', fail('rejection'));
  process.exit = (code) => {
    if (!ending.isOver && stepCount() === 0) ending.fail(exitFailure(code, bundleFrames(callSites(), isBundle)));
    return ending.finish('end', typeof code === 'number' ? code : exitCode());
  };
}
