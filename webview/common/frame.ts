/** Draws at most once a frame, however many messages and inputs come in. */
export class FrameScheduler {
  private requested = false;

  constructor(private readonly draw: () => void) {}

  request(): void {
    if (this.requested) return;
    this.requested = true;
    requestAnimationFrame(() => this.now());
  }

  now(): void {
    this.requested = false;
    this.draw();
  }
}
