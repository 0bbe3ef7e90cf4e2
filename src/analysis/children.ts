import { TrainerProcess } from '../run/index.js';
import type { OutputStream } from '../run/index.js';
import type { RawFailure, StartCommand, TrainerEvent } from '../shared/trainerProtocol.js';
import { trainerSetup } from './options.js';
import type { AnalysisOptions } from './options.js';
import { startInPlainNode, type FirstStart } from './plainNode.js';

/** Who is told what the child in use does. */
export interface ChildHost {
  event(event: TrainerEvent): void;
  output(text: string, stream: OutputStream): void;
  note(words: string): void;
}

/** The child that trains the program, and those that take its place. */
export class Children {
  #child: TrainerProcess;
  /** One in another runtime, which may take the place of the first. */
  #second: TrainerProcess | null = null;
  /** Why there is no backend. */
  #unstarted: RawFailure | null = null;
  #started = false;

  /** The first child loads its backend at once. */
  constructor(private readonly options: AnalysisOptions, private readonly host: ChildHost) {
    this.#child = this.#use(options.standby ?? new TrainerProcess(trainerSetup(options), options));
  }

  get current(): TrainerProcess {
    return this.#child;
  }

  /**
   * The child's backend; where another runtime has a better one, a child there takes the place of the first.
   * @returns null when it is not wanted any more
   */
  async ready(isWanted: () => boolean): Promise<FirstStart | null> {
    const first = this.#child;
    const ready = await first.ready.catch(() => null);
    if (!isWanted()) return null;
    const start = ready ? { ready } : { failure: this.#unstarted };
    const plain = await startInPlainNode(start, this.options, {
      begins: (child) => (this.#second = child),
      note: (words) => this.host.note(words),
    });
    if (!plain) return start;
    await first.stop();
    this.#use(plain.child);
    return { ready: plain.ready };
  }

  start(command: StartCommand): void {
    this.#started = true;
    this.#child.start(command);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#child.stop(), this.#second?.stop()]);
  }

  #use(child: TrainerProcess): TrainerProcess {
    this.#child = child;
    child.onEvent((event) => {
      if (event.type === 'failed' && !this.#started) this.#unstarted = event.failure;
      else this.host.event(event);
    });
    child.onOutput((text, stream) => this.host.output(text, stream));
    return child;
  }
}
