/** What is wrong with a run and how to put it right, kept up with the run, and with what trials of the fixes showed. */
import { diagnose } from '../diagnosis/index.js';
import { remediesFor } from '../remedies/index.js';
import type { TrialProgram } from '../remedies/trial/index.js';
import type { RunStore } from '../run/index.js';
import type { FindingView, TrialsStatus } from '../shared/panelProtocol.js';
import type { RunSources } from './sources.js';
import { Throttle } from './throttle.js';
import { FixTrials } from './trials.js';

const DIAGNOSIS_INTERVAL_MS = 500;
/** Diagnosis may take a tenth of the host's time while the run goes on. */
const DIAGNOSIS_REST = 9;

export interface FindingsHost {
  store(): RunStore;
  /** There are other findings. */
  changed(): void;
  /** Trials have come further. */
  tried(): void;
}

export class Findings {
  #all: FindingView[] = [];
  #diagnosisMs = 0;
  readonly #diagnosis = new Throttle(() => this.#diagnose(), () => Math.max(DIAGNOSIS_INTERVAL_MS, DIAGNOSIS_REST * this.#diagnosisMs));
  readonly #trials: FixTrials;

  constructor(private readonly sources: RunSources, private readonly host: FindingsHost) {
    this.#trials = new FixTrials(() => host.tried());
  }

  get all(): FindingView[] {
    return this.#all;
  }

  get trials(): TrialsStatus | null {
    return this.#trials.status;
  }

  /** The run has gone on: diagnoses it soon. */
  request(): void {
    this.#diagnosis.request();
  }

  /** Diagnoses now. */
  flush(): void {
    this.#diagnosis.flush();
  }

  /** Takes back a request. */
  cancel(): void {
    this.#diagnosis.cancel();
  }

  /** Another run begins. */
  clear(): void {
    this.#all = [];
  }

  async tryFixes(program: TrialProgram, seed: number): Promise<void> {
    await this.#trials.run({ program, findings: this.#all, sources: this.sources, seed, steps: this.host.store().stepCount });
    this.#all = this.#trials.tell(this.#all);
    this.host.changed();
  }

  cancelTrials(): void {
    this.#trials.cancel();
  }

  #diagnose(): void {
    const began = performance.now();
    const store = this.host.store();
    const remedied = diagnose(store).map((finding) => ({ ...finding, remedies: remediesFor(finding, store, this.sources) }));
    this.#all = this.#trials.tell(remedied);
    this.#diagnosisMs = performance.now() - began;
    this.host.changed();
  }
}
