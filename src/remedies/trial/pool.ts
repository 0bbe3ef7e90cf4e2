/** Jobs that wait for a free place, first come, first served. */
export class Pool {
  private readonly waiting: (() => void)[] = [];
  private busy = 0;

  /** @param width jobs at a time */
  constructor(private readonly width: number) {}

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.busy < this.width) this.busy++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await job();
    } finally {
      // The place is handed on: nobody who comes meanwhile can take it.
      const next = this.waiting.shift();
      if (next) next();
      else this.busy--;
    }
  }
}
