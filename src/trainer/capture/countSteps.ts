/** Stands in for the capture when that is off: knows how many steps there were, and keeps the budget. */
import { intercept } from './patch.js';
import { engineOf, type Tfjs } from './tfjs.js';

/** What the rest of the child needs of a capture. */
export interface StepObserver {
  /** Steps that have begun. */
  readonly stepCount: number;
  install(): void;
  /** Sends what is still held back. */
  flush(): void;
}

export class StepCounter implements StepObserver {
  private steps = 0;

  constructor(private readonly tf: Tfjs, private readonly beforeStep: (step: number) => void) {}

  get stepCount(): number {
    return this.steps;
  }

  install(): void {
    const engine = engineOf(this.tf);
    intercept(engine, 'gradients', (_, args, call) => {
      const xs = args[1];
      const isStep = engine.state.gradientDepth === 0 && xs.length > 0 && xs.every((x) => x instanceof this.tf.Variable);
      if (isStep) this.beforeStep(this.steps++);
      return call(...args);
    });
  }

  flush(): void {
    // Nothing is recorded.
  }
}
