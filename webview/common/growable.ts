/** A `Float32Array` that grows by doubling. */
export class GrowableFloats {
  private buffer: Float32Array;
  private used = 0;

  constructor(capacity = 1024) {
    this.buffer = new Float32Array(capacity);
  }

  get length(): number {
    return this.used;
  }

  /** Valid until the next `extend`. Holds more than `length` elements. */
  get array(): Float32Array {
    return this.buffer;
  }

  /** Makes room up to `length`; new elements are `fill`. */
  extend(length: number, fill: number): void {
    if (length <= this.used) return;
    if (length > this.buffer.length) {
      const larger = new Float32Array(Math.max(length, this.buffer.length * 2));
      larger.set(this.buffer.subarray(0, this.used));
      this.buffer = larger;
    }
    this.buffer.fill(fill, this.used, length);
    this.used = length;
  }
}
