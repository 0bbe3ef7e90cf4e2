/** Takes statistics of tensors where they are, and knows what that costs. */
import type { AdaptiveSampler } from './adaptive.js';
import type { TensorReader } from './readTensor.js';
import type { Row } from './rows.js';
import type { Bounds, Comparison, Statistics, Summary, UnitSummary } from './statistics.js';
import type { Engine, Tensor, Variable } from './tfjs.js';

export class Probe {
  constructor(
    private readonly engine: Engine,
    private readonly statistics: Statistics,
    private readonly read: TensorReader,
    private readonly histograms: boolean,
    private readonly sampler: AdaptiveSampler | null,
  ) {}

  summarize(tensor: Tensor, bounds?: Bounds): Summary {
    return this.measure(() =>
      this.statistics.summarize(this.read(tensor), tensor.size, this.histograms, tensor.shape.at(-1) ?? 1, bounds));
  }

  /** Units and their history, for an output whose largest magnitude is `max`. */
  summarizeUnits(row: Row, output: Tensor, max: number): UnitSummary {
    return this.measure(() => {
      const units = output.shape.at(-1) ?? 1;
      if (row.history?.units !== units) {
        if (row.history) this.statistics.forget(row.history);
        row.history = this.statistics.unitHistory(units);
        row.captures = 1;
      }
      return this.statistics.summarizeUnits(this.read(output), output.size, max, row.history, row.captures - 1);
    });
  }

  compare(before: Variable, after: Tensor): Comparison {
    return this.measure(() => this.statistics.compare(this.read(before), this.read(after), before.size));
  }

  /** For steps that are not captured: nothing but whether all is finite. */
  check(tensor: Tensor): Summary {
    const nonFinite = this.measure(() => this.statistics.countNonFinite(this.read(tensor), tensor.size));
    return { length: tensor.size, sumOfSquares: NaN, sum: NaN, max: NaN, zeros: NaN, nonFinite, outside: NaN, bins: null };
  }

  /** Sum of a tensor's elements: the quantity whose gradient is taken. */
  sum(tensor: Tensor): number {
    const { backend } = this.engine.state.tensorInfo.get(tensor.dataId);
    const values = backend.readSync(tensor.dataId);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]!;
    return sum;
  }

  private measure<T>(work: () => T): T {
    return this.sampler ? this.sampler.measure(work) : work();
  }
}
