/** What a tensor that a step is fed looks like. */
import type { BatchTensor } from '../../../shared/run.js';

/** Rows beyond this many elements are not looked at: an inspection must stay cheap on any batch. */
const LARGEST = 2 ** 20;

/** Rows that sum to 1 up to the rounding of float32. */
const TOLERANCE = 1e-4;

/** @param values in the order of the tensor's elements */
export function describeBatch(shape: number[], values: ArrayLike<number>): BatchTensor {
  const columns = shape.length > 1 ? shape.at(-1)! : 1;
  const rows = Math.min(Math.floor(values.length / columns), Math.max(1, Math.floor(LARGEST / columns)));
  const elements = new Moments();
  const perColumn = Array.from({ length: columns }, () => new Moments());
  let binary = true;
  let integer = true;
  let rowsSumToOne = columns > 1 && rows > 0;
  let nonFinite = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const x = values[row * columns + column]!;
      sum += x;
      if (!Number.isFinite(x)) {
        nonFinite++;
        continue;
      }
      elements.add(x);
      perColumn[column]!.add(x);
      binary &&= x === 0 || x === 1;
      integer &&= Number.isInteger(x);
    }
    rowsSumToOne &&= Math.abs(sum - 1) <= TOLERANCE;
  }
  const deviations = perColumn.map((column) => column.std);
  const varying = deviations.filter((std) => std > 0);
  return {
    shape: [...shape],
    mean: elements.mean, std: elements.std, min: elements.min, max: elements.max,
    nonFinite,
    kind: binary ? 'binary' : integer ? 'integer' : 'real',
    rowsSumToOne,
    labelEntropy: rowsSumToOne
      ? entropy(perColumn.map(({ mean }) => mean))
      : columns === 1 && integer && rows > 0 ? entropyOfValues(values, rows) : null,
    columnStd: {
      smallest: varying.reduce((least, std) => Math.min(least, std), Infinity),
      largest: varying.reduce((most, std) => Math.max(most, std), 0),
      constant: deviations.length - varying.length,
    },
  };
}

/** Mean and deviation of a stream of numbers (Welford 1962), with its range. */
export class Moments {
  private count = 0;
  private squares = 0;
  mean = 0;
  min = Infinity;
  max = -Infinity;

  add(x: number): void {
    this.count++;
    const before = x - this.mean;
    this.mean += before / this.count;
    this.squares += before * (x - this.mean);
    if (x < this.min) this.min = x;
    if (x > this.max) this.max = x;
  }

  get std(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.squares / this.count);
  }
}

/** Entropy in nats. */
function entropy(probabilities: readonly number[]): number {
  return -probabilities.reduce((sum, p) => (p > 0 ? sum + p * Math.log(p) : sum), 0);
}

function entropyOfValues(values: ArrayLike<number>, count: number): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < count; i++) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1);
  return entropy([...counts.values()].map((times) => times / count));
}
