import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { RunFileError, RunFileReader } from '../run/file/index.js';
import type { RunFileNews } from '../run/file/index.js';
import type { RunStore } from '../run/index.js';
import type { FindingView, RunStatus } from '../shared/panelProtocol.js';
import type { Change } from './analysis.js';

/** How often a file that is not complete is looked at for more. */
const LOOK_MS = 1000;
const PIECE_BYTES = 4 * 2 ** 20;

/** A run that is read from a file, and followed while the file grows. Its program is never run, nor anything else in it. */
export class SavedRun {
  readonly #reader = new RunFileReader();
  readonly #emitter = new EventEmitter();
  #at = 0;
  #timer: NodeJS.Timeout | null = null;
  #disposed = false;
  /** Why no more can be read, in one sentence without its subject. */
  #broken: string | null = null;

  private constructor(private readonly file: string) {}

  /** Reads what there is. @throws RunFileError where that is not one run; errors of the file system */
  static async open(file: string): Promise<SavedRun> {
    const run = new SavedRun(file);
    await run.#readOn();
    if (run.#reader.status === null) throw new RunFileError(run.#broken ?? 'holds no run yet');
    run.#follow();
    return run;
  }

  /** Where its program was, on the machine that wrote the file. */
  get root(): string {
    return this.#reader.root;
  }

  get status(): RunStatus {
    const status = this.#reader.status!;
    const note = this.#note;
    return { ...status, steps: this.store.stepCount, notes: note === null ? status.notes : [...status.notes, note] };
  }

  get store(): RunStore {
    return this.#reader.store;
  }

  get findings(): FindingView[] {
    return this.#reader.findings;
  }

  onChange(listener: (what: Change) => void): { dispose(): void } {
    this.#emitter.on('change', listener);
    return { dispose: () => this.#emitter.off('change', listener) };
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#emitter.removeAllListeners();
  }

  /** What is to be said of the file itself. */
  get #note(): string | null {
    if (this.#broken !== null) return `The run's file ${this.#broken}; what stood before that is shown.`;
    return this.#reader.isComplete ? null : 'The run\'s file is not complete: it is shown as it grows, if the run still goes on.';
  }

  #follow(): void {
    if (this.#disposed || this.#reader.isComplete || this.#broken !== null) return;
    this.#timer = setTimeout(() => void this.#readOn().catch((error: unknown) => this.#break(error)).then(() => this.#follow()), LOOK_MS);
  }

  async #readOn(): Promise<void> {
    const handle = await fs.promises.open(this.file, 'r');
    try {
      const piece = Buffer.alloc(PIECE_BYTES);
      while (!this.#disposed && this.#broken === null) {
        const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, this.#at);
        if (bytesRead === 0) break;
        this.#at += bytesRead;
        this.#take(Buffer.from(piece.subarray(0, bytesRead)));
      }
    } finally {
      await handle.close();
    }
  }

  #take(bytes: Buffer): void {
    let news = new Set<RunFileNews>();
    try {
      news = this.#reader.push(bytes);
    } catch (error) {
      this.#break(error);
    }
    for (const what of news) this.#emitter.emit('change', what === 'end' ? 'status' : what);
  }

  #break(error: unknown): void {
    this.#broken = error instanceof RunFileError ? error.message : `cannot be read any more (${error instanceof Error ? error.message : String(error)})`;
    this.#emitter.emit('change', 'status');
  }
}
