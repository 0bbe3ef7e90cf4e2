import type { FindingView, RunStatus } from '../../shared/panelProtocol.js';
import type { NonFiniteOrigin } from '../../shared/run.js';
import { STATISTICS } from '../../shared/statistics.js';
import type { StepEvent } from '../../shared/trainerProtocol.js';
import type { RunStore } from '../runStore.js';
import { encodeChunk, header } from './format.js';
import { encodeRecord } from './record.js';
import type { RunRecord } from './schema.js';
import { packSteps } from './steps.js';

/** Records and chunks are closed when they reach this, so that whoever writes is never busy for long. */
const CHUNK_BYTES = 2 ** 20;
/** A run at a moment. */
export interface RunSnapshot {
  readonly root: string;
  readonly status: RunStatus;
  /** Another one when the run began anew. */
  readonly store: RunStore;
  readonly findings: FindingView[];
}

/** Says in records what of a run is new since it was asked last. */
export class RunFileWriter {
  #store: RunStore | null = null;
  #steps = 0;
  #layers: unknown = null;
  #models: unknown = null;
  #findings: unknown = null;
  #status = '';

  /** @param generator name and version of the program that writes, for whoever reads the file one day */
  constructor(private readonly generator: string) {}

  /** The bytes to append to the file. */
  *take(run: RunSnapshot): Generator<Buffer> {
    if (this.#store === null) yield header();
    let pending: Buffer[] = [];
    let bytes = 0;
    for (const record of this.#news(run)) {
      const encoded = encodeRecord(record);
      pending.push(encoded);
      bytes += encoded.length;
      if (bytes < CHUNK_BYTES) continue;
      yield encodeChunk(pending);
      pending = [];
      bytes = 0;
    }
    if (pending.length > 0) yield encodeChunk(pending);
  }

  /** What stands at the end of a file to which nothing will be added. */
  end(): Buffer {
    return encodeChunk([encodeRecord({ type: 'end' } satisfies RunRecord)]);
  }

  *#news({ root, status, store, findings }: RunSnapshot): Generator<RunRecord> {
    if (store !== this.#store) {
      this.#store = store;
      this.#steps = 0;
      this.#layers = this.#models = this.#findings = null;
      this.#status = '';
      yield { type: 'begin', generator: this.generator, root, statistics: [...STATISTICS] };
    }
    if (store.layers !== this.#layers || store.models !== this.#models) {
      this.#layers = store.layers;
      this.#models = store.models;
      yield { type: 'layers', layers: [...store.layers], models: [...store.models] };
    }
    yield* this.#newSteps(store);
    yield* this.#statusIfNew(status, store.firstNonFinite);
    if (findings !== this.#findings) {
      this.#findings = findings;
      yield { type: 'findings', findings };
    }
  }

  *#newSteps(store: RunStore): Generator<RunRecord> {
    let events: StepEvent[] = [];
    let bytes = 0;
    for (; this.#steps < store.stepCount; this.#steps++) {
      const event = store.event(this.#steps);
      if (!event) continue;
      events.push(event);
      bytes += event.values.byteLength + (event.histograms?.byteLength ?? 0);
      if (bytes < CHUNK_BYTES) continue;
      yield packSteps(events);
      events = [];
      bytes = 0;
    }
    if (events.length > 0) yield packSteps(events);
  }

  *#statusIfNew(status: RunStatus, firstNonFinite: NonFiniteOrigin | null): Generator<RunRecord> {
    const text = JSON.stringify([status, firstNonFinite]);
    if (text === this.#status) return;
    this.#status = text;
    yield { type: 'status', status, firstNonFinite };
  }
}
