/** Limits of a run: steps, and seconds that the program ran. */
import type { ContinueCommand, StartCommand, TrainerCommand, TrainerEvent } from '../../shared/trainerProtocol.js';

type Limits = Pick<ContinueCommand, 'steps' | 'seconds'>;

/** What the budget needs of the rest of the process. */
export interface BudgetHost {
  send(event: TrainerEvent): void;
  /** Waits for the next command. */
  receive(): TrainerCommand;
  /** Sends steps that are still held back. */
  flush(): void;
  finish(stopped: 'steps' | 'seconds'): never;
}

/** Time and limits of one run. The clock stands still while the run is paused. */
export class Budget {
  private limits: Limits;
  private readonly began: number;
  private paused = 0;

  constructor(
    start: Pick<StartCommand, 'steps' | 'seconds' | 'atLimit'>,
    private readonly host: BudgetHost,
    private readonly clock: () => number = performance.now.bind(performance),
  ) {
    this.limits = start;
    this.atLimit = start.atLimit;
    this.began = clock();
  }

  private readonly atLimit: StartCommand['atLimit'];

  /** Milliseconds that the program has run. */
  readonly now = (): number => this.clock() - this.began - this.paused;

  /** Called before step `step`: at a limit, waits for more or ends the process. */
  readonly beforeStep = (step: number): void => {
    for (let at = this.reached(step); at !== null; at = this.reached(step)) {
      if (this.atLimit === 'end') this.host.finish(at);
      const since = this.clock();
      this.host.flush();
      this.host.send({ type: 'paused', at });
      const command = this.host.receive();
      if (command.type === 'continue') this.limits = command;
      this.paused += this.clock() - since;
    }
  };

  private reached(step: number): 'steps' | 'seconds' | null {
    const { steps, seconds } = this.limits;
    if (steps !== null && step >= steps) return 'steps';
    if (seconds !== null && this.now() >= seconds * 1000) return 'seconds';
    return null;
  }
}
