/** What a view asks the host about the chosen step: each question once, and not faster than a host wants to answer. */

/** Milliseconds between questions while the newest step is followed. */
const PATIENCE = 250;

export class Question<Request extends object> {
  private asked = '';
  private askedAt = 0;
  private timer = 0;

  /** @param redraw called when a question that had to wait can be put */
  constructor(private readonly ask: (request: Request) => void, private readonly redraw: () => void) {}

  /** @param following the request changes with every new step */
  put(request: Request, following: boolean): void {
    const key = JSON.stringify(request);
    if (key === this.asked) return;
    const wait = following ? this.askedAt + PATIENCE - performance.now() : 0;
    if (wait > 0) {
      if (!this.timer) {
        this.timer = window.setTimeout(() => {
          this.timer = 0;
          this.redraw();
        }, wait);
      }
      return;
    }
    this.asked = key;
    this.askedAt = performance.now();
    this.ask(request);
  }

  forget(): void {
    this.asked = '';
  }
}
