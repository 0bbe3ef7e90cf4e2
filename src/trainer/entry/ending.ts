/** How a run ends: exactly one last event leaves, whatever happens. */
import type { RawFailure, TrainerEvent } from '../../shared/trainerProtocol.js';

type Finished = Extract<TrainerEvent, { type: 'finished' }>;

export class Ending {
  private over = false;
  // Taken before the program can replace it, and before we do.
  private readonly exit = process.exit.bind(process) as (code?: number) => never;

  /** @param flush Sends what is still held back. */
  constructor(private readonly send: (event: TrainerEvent) => void, private readonly flush: () => void) {}

  get isOver(): boolean {
    return this.over;
  }

  /** The run is over and the process ends at once. */
  finish(stopped: Finished['stopped'], code = 0): never {
    this.announce({ type: 'finished', stopped });
    return this.exit(code);
  }

  fail(failure: RawFailure): never {
    this.announce({ type: 'failed', failure });
    return this.exit(1);
  }

  candidates(names: string[]): never {
    this.announce({ type: 'candidates', names });
    return this.exit(0);
  }

  /** The process ends by itself, or is being ended: the last chance to say so. */
  announce(event: TrainerEvent): void {
    if (this.over) return;
    this.over = true;
    try {
      this.flush();
      this.send(event);
    } catch {
      // Nobody is there to be told.
    }
  }
}
