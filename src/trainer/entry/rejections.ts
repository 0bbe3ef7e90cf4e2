/**
 * Errors that the program keeps to itself: `main().finally(() => process.exit())` and `main().catch(() => {})` handle a
 * rejection without a word of it. Promises are watched only until the first training step, so that training is not slowed.
 */
import util from 'node:util';
import v8 from 'node:v8';

/** The newest that are kept: what ends a program is rejected just before. */
const KEPT = 64;

export class Rejections {
  private readonly settled: Promise<unknown>[] = [];

  /** @param isOver whether training has begun, from when on nobody will ask */
  watch(isOver: () => boolean): void {
    const stop = v8.promiseHooks.onSettled((promise) => {
      if (this.settled.length === KEPT) this.settled.shift();
      if (!isOver()) this.settled.push(promise);
      else {
        this.settled.length = 0;
        (stop as () => void)();
      }
    });
  }

  /** What the last promise was rejected with; null when none was, or not with an error. */
  last(): Error | null {
    for (const promise of this.settled.toReversed()) {
      const reason = rejectionOf(promise);
      if (reason) return reason;
    }
    return null;
  }
}

/** Of a promise, only `util.inspect` tells the state at once, and it hands the reason to a method of the reason's own. */
function rejectionOf(promise: Promise<unknown>): Error | null {
  let reason: Error | null = null;
  const note = (self: Error): string => {
    reason = self;
    return '';
  };
  Object.defineProperty(Error.prototype, util.inspect.custom, { configurable: true, value(this: Error) { return note(this); } });
  try {
    return /^Promise \{\s*<rejected>/.test(util.inspect(promise, { depth: 0, maxArrayLength: 0 })) ? reason : null;
  } finally {
    Reflect.deleteProperty(Error.prototype, util.inspect.custom);
  }
}
