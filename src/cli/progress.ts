import { formatNumber } from '../shared/format.js';
import type { RunStatus, TrialsStatus } from '../shared/panelProtocol.js';
import { cut } from './text.js';

const REDRAW_MS = 200;
const SPARSE_SECONDS = 10;

export interface TextOutput {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/**
 * The run while it goes on, on stderr: one line that is updated in a terminal, elsewhere a line now and then. The
 * program's own output passes through `around`, so that the two never share a line.
 */
export class Progress {
  #drawn = false;
  #atLineStart = true;
  #lastDraw = -Infinity;
  #lastSparse = 0;
  #lastSaid = -Infinity;
  #lastNotes = new Set<string>();

  constructor(private readonly out: TextOutput) {}

  update(status: RunStatus, loss: number | undefined): void {
    for (const note of status.notes) {
      if (!this.#lastNotes.has(note)) this.line(note);
    }
    this.#lastNotes = new Set(status.notes);
    if (status.trials?.running) this.#say(trialsText(status.trials));
    if (status.phase === 'done') return;
    if (this.out.isTTY) this.#redraw(status, loss);
    else this.#sparse(status, loss);
  }

  /** A line that stays. */
  line(text: string): void {
    this.clear();
    if (!this.#atLineStart) this.out.write('\n');
    this.#atLineStart = true;
    this.out.write(`${text}\n`);
  }

  /** Writes the program's output. */
  around(text: string, write: (text: string) => void): void {
    this.clear();
    write(text);
    this.#atLineStart = text.endsWith('\n');
  }

  clear(): void {
    if (this.#drawn) this.out.write('\r\x1b[K');
    this.#drawn = false;
  }

  /** What goes on when the run is over. */
  #say(text: string): void {
    if (this.out.isTTY) this.#draw(text);
    else if (performance.now() - this.#lastSaid >= SPARSE_SECONDS * 1000) {
      this.#lastSaid = performance.now();
      this.line(text);
    }
  }

  #redraw(status: RunStatus, loss: number | undefined): void {
    this.#draw(describe(status, loss));
  }

  #draw(text: string): void {
    const now = performance.now();
    // A line of the program that is not finished must not be overwritten.
    if (!this.#atLineStart || now - this.#lastDraw < REDRAW_MS) return;
    this.#lastDraw = now;
    this.out.write(`\r${cut(text, (this.out.columns ?? 80) - 1)}\x1b[K`);
    this.#drawn = true;
  }

  #sparse(status: RunStatus, loss: number | undefined): void {
    // A run that begins anew counts from 0 again.
    this.#lastSparse = Math.min(this.#lastSparse, status.seconds);
    if (status.phase !== 'running' || status.seconds - this.#lastSparse < SPARSE_SECONDS) return;
    this.#lastSparse = status.seconds;
    this.line(describe(status, loss));
  }
}

function describe(status: RunStatus, loss: number | undefined): string {
  if (status.phase === 'starting') return `Starting ${status.file}`;
  const parts = [status.stepLimit === null ? `step ${status.steps}` : `step ${status.steps} of ${status.stepLimit}`];
  if (loss !== undefined) parts.push(`loss ${formatNumber(loss)}`);
  parts.push(`${Math.floor(status.seconds)} s`);
  return `Training ${status.file}: ${parts.join(', ')}`;
}

function trialsText({ done, total, title }: TrialsStatus): string {
  return `Trying fixes: ${done} of ${total} runs${title === null ? '' : `, ${title}`}`;
}
