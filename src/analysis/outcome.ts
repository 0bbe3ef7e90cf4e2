/** How a run ends, and whether it has to begin anew on another backend. */
import type { TrainerExit } from '../run/index.js';
import type { BackendInfo, ProgramFailure, StopReason } from '../shared/run.js';
import type { RawFailure } from '../shared/trainerProtocol.js';
import { crashFailure, reportedFailure, type BackendFailure } from './backendFailure.js';
import { processFailure } from './failures.js';
import type { AnalysisOptions } from './options.js';

/** Of several reasons the first stands. */
export class Outcome {
  /** Null while nobody has said why the run is over; a pause has its reason, too. */
  stopped: StopReason | null = null;
  failure: ProgramFailure | null = null;
  /** Set when the run cannot go on with the backend that it has. */
  backendFailure: BackendFailure | null = null;

  constructor(private readonly options: AnalysisOptions) {}

  end(reason: StopReason, failure: ProgramFailure | null = null): void {
    this.stopped ??= reason;
    this.failure ??= failure;
  }

  /** The child has reported it. */
  programFailed(raw: RawFailure, failure: ProgramFailure, backend: BackendInfo | null): void {
    this.backendFailure = reportedFailure(raw, failure, backend, this.options);
    if (!this.backendFailure) this.end('error', failure);
  }

  /** The child is gone: says why the run is over when neither the program nor we have said so yet. */
  conclude(exit: TrainerExit, backend: BackendInfo | null): void {
    if (this.stopped !== null || this.backendFailure) return;
    const failure = processFailure(exit);
    this.backendFailure = crashFailure(exit, failure, backend, this.options);
    if (!this.backendFailure) this.end(exit.cause === 'memory' ? 'memory' : 'error', failure);
  }
}
