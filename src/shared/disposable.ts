/** Whatever has to be let go of: listeners, processes, editor items. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and ends them with itself, last one first. */
export abstract class Owner implements Disposable {
  private owned: Disposable[] | null = [];

  protected get disposed(): boolean {
    return this.owned === null;
  }

  /** Takes `thing` over. What is added after the end is ended at once, so that nothing started late stays behind. */
  protected own<T extends Disposable>(thing: T): T {
    if (this.owned === null) thing.dispose();
    else this.owned.push(thing);
    return thing;
  }

  dispose(): void {
    const owned = this.owned ?? [];
    this.owned = null;
    for (const thing of owned.reverse()) thing.dispose();
  }
}
