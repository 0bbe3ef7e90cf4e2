import * as v from 'valibot';
import type { FindingView, RunStatus } from '../../shared/panelProtocol.js';
import { STATISTICS } from '../../shared/statistics.js';
import { RunStore } from '../runStore.js';
import { ChunkReader, RunFileError } from './format.js';
import { decodeRecords } from './record.js';
import { recordSchema, type RunRecord } from './schema.js';
import { unpackSteps } from './steps.js';

/** What a piece of a file brought. */
export type RunFileNews = 'restart' | 'layers' | 'steps' | 'status' | 'findings' | 'end';

/** Reads a run file from its bytes, which may come in any pieces while the file grows. */
export class RunFileReader {
  /** Absolute, on the machine that wrote the file; empty before the first record. */
  root = '';
  /** Null before the first record that tells it. */
  status: RunStatus | null = null;
  findings: FindingView[] = [];
  /** Nothing will follow. */
  isComplete = false;

  #store = new RunStore();
  readonly #chunks = new ChunkReader();
  #begun = false;

  /** Another one where the run began anew. */
  get store(): RunStore {
    return this.#store;
  }

  /** Whether the bytes so far end where a piece of the file ends. */
  get isWhole(): boolean {
    return !this.#chunks.isInside;
  }

  /** @throws RunFileError where the bytes cannot be read; what came before them stays */
  push(bytes: Buffer): Set<RunFileNews> {
    const news = new Set<RunFileNews>();
    for (const chunk of this.#chunks.push(bytes)) {
      for (const record of decodeRecords(chunk)) news.add(this.#take(checked(record)));
    }
    return news;
  }

  #take(record: RunRecord): RunFileNews {
    if (!this.#begun && record.type !== 'begin') throw new RunFileError('is damaged: its beginning is missing');
    switch (record.type) {
      case 'begin':
        if (record.statistics.join() !== STATISTICS.join()) {
          throw new RunFileError(`was written by ${record.generator}, which measures other quantities than this version`);
        }
        return this.#begin(record.root);
      case 'status':
        this.status = record.status;
        this.#store.dataKind = record.status.dataKind;
        this.#store.firstNonFinite = record.firstNonFinite;
        return 'status';
      case 'layers':
        this.#store.setModels(record.models);
        this.#store.setLayers(record.layers);
        return 'layers';
      case 'steps':
        for (const event of unpackSteps(record, this.#store.stepCount)) this.#store.append(event);
        return 'steps';
      case 'findings':
        this.findings = record.findings;
        return 'findings';
      case 'end':
        this.isComplete = true;
        return 'end';
    }
  }

  #begin(root: string): RunFileNews {
    const isFirst = !this.#begun;
    this.#begun = true;
    this.root = root;
    if (!isFirst) this.#store = new RunStore();
    this.findings = [];
    return 'restart';
  }
}

function checked(record: Record<string, unknown>): RunRecord {
  const result = v.safeParse(recordSchema, record);
  if (!result.success) throw new RunFileError('holds something that this version of Gradient Inspector cannot read');
  return result.output;
}
