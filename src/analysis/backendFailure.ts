/** A run whose backend failed goes on from the start on the next one, where the backend was ours to choose. */
import type { TrainerExit } from '../run/index.js';
import { plural } from '../shared/format.js';
import type { BackendInfo, ProgramFailure } from '../shared/run.js';
import type { RawFailure } from '../shared/trainerProtocol.js';
import type { AnalysisOptions } from './options.js';

export interface BackendFailure {
  /** The backend that is not to be tried again. */
  passedOver: BackendInfo['passedOver'][number];
  failure: ProgramFailure;
}

/** @param failure what the child reported */
export function reportedFailure(
  raw: RawFailure, failure: ProgramFailure, backend: BackendInfo | null, options: AnalysisOptions,
): BackendFailure | null {
  return raw.kind === 'backend' && mayChange(options) ? failed(backend, failure) : null;
}

/** Drivers of a GPU may take the whole process with them. */
export function crashFailure(exit: TrainerExit, failure: ProgramFailure, backend: BackendInfo | null, options: AnalysisOptions): BackendFailure | null {
  // By SIGKILL it was ended from outside.
  const isCrash = exit.cause === 'signal' && exit.signal !== 'SIGKILL';
  return isCrash && backend?.name === 'webgpu' && mayChange(options) ? failed(backend, failure) : null;
}

export function restartNote({ passedOver: { name }, failure: { message, file, line } }: BackendFailure, steps: number): string {
  const place = file === null ? '' : `${file}:${line}: `;
  return `${place}After ${plural(steps, 'step')} the run began anew without the backend "${name}": ${message}`;
}

function mayChange({ backend = 'auto', live }: AnalysisOptions): boolean {
  return backend === 'auto' && !live;
}

function failed(backend: BackendInfo | null, failure: ProgramFailure): BackendFailure | null {
  return backend && { passedOver: { name: backend.name, reason: failure.message }, failure };
}
