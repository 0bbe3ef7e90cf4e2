import fs from 'node:fs';
import { RunFileWriter } from '../run/file/index.js';
import type { RunSnapshot } from '../run/file/index.js';
import { Throttle } from './throttle.js';

/** Often enough for somebody who watches the file. */
const FLUSH_INTERVAL_MS = 1000;
/** Writing may take a tenth of the host's time while the run goes on. */
const REST = 9;

export interface RecordedRun extends RunSnapshot {
  onChange(listener: () => void): { dispose(): void };
}

/** Writes a run to a file while it goes on. An error of the disk ends the recording and not the run. */
export class RunRecorder {
  readonly #writer: RunFileWriter;
  readonly #changes: { dispose(): void };
  readonly #rhythm: Throttle;
  #file: number | null;
  #flushMs = 0;
  #error: unknown = null;

  /** @throws where the file cannot be made */
  constructor(private readonly run: RecordedRun, target: string, generator: string) {
    this.#writer = new RunFileWriter(generator);
    this.#file = fs.openSync(target, 'w');
    this.#rhythm = new Throttle(() => this.#flush(), () => Math.max(FLUSH_INTERVAL_MS, REST * this.#flushMs));
    this.#changes = run.onChange(() => this.#rhythm.request());
  }

  /** Writes what is left. @throws the error of the disk that ended the recording, whenever that was */
  close(): void {
    this.#changes.dispose();
    this.#rhythm.flush();
    this.#attempt((file) => writeAll(file, this.#writer.end()));
    this.#release();
    if (this.#error !== null) throw this.#error;
  }

  #flush(): void {
    const began = performance.now();
    this.#attempt((file) => {
      for (const bytes of this.#writer.take(this.run)) writeAll(file, bytes);
    });
    this.#flushMs = performance.now() - began;
  }

  #attempt(write: (file: number) => void): void {
    if (this.#file === null) return;
    try {
      write(this.#file);
    } catch (error) {
      this.#error = error;
      this.#release();
    }
  }

  #release(): void {
    if (this.#file !== null) fs.closeSync(this.#file);
    this.#file = null;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(file, bytes, at);
}
