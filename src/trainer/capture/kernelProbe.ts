/** Takes statistics of tensors with the kernel, where they are or in a copy, and knows what that costs. */
import type { AdaptiveSampler } from './adaptive.js';
import type { ComparedParts, Probe, Total } from './probe.js';
import type { TensorReader } from './readTensor.js';
import type { Row } from './rows.js';
import type { Bounds, Comparison, Magnitudes, Statistics, Summary, UnitSummary } from './statistics.js';
import type { Engine, Tensor, Variable } from './tfjs.js';

export class KernelProbe implements Probe {
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

  magnitudes(gradient: Tensor): Magnitudes {
    return this.measure(() =>
      this.statistics.magnitudes(this.read(gradient), gradient.size, this.histograms, gradient.shape.at(-1) ?? 1));
  }

  outline(gradient: Tensor | Float32Array): Magnitudes {
    const [values, length] = gradient instanceof Float32Array ? [gradient, gradient.length] : [this.read(gradient), gradient.size];
    return this.measure(() => this.statistics.magnitudes(values, length, false));
  }

  summarizeUnits(row: Row, output: Tensor, { max }: Summary): UnitSummary {
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

  compareParts(variable: Variable): ComparedParts | null {
    if (typeof this.read(variable) !== 'number') return null;
    const comparison: Comparison = { before: 0, change: 0, nonFinite: 0 };
    return {
      comparison,
      take: (before, after, length) => {
        const part = this.measure(() => this.statistics.compare(before, after, length));
        comparison.before += part.before;
        comparison.change += part.change;
        comparison.nonFinite += part.nonFinite;
      },
    };
  }

  check(tensor: Tensor): Magnitudes {
    const nonFinite = this.measure(() => this.statistics.countNonFinite(this.read(tensor), tensor.size));
    return { length: tensor.size, sumOfSquares: NaN, max: NaN, zeros: NaN, nonFinite, bins: null };
  }

  total(tensor: Tensor): Total {
    const { values } = this.elements(tensor);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]!;
    return { sum };
  }

  elements({ dataId }: Tensor): { values: ArrayLike<number> } {
    return { values: this.engine.state.tensorInfo.get(dataId).backend.readSync(dataId) };
  }

  settle(work: () => void): void {
    work();
  }

  stepOver(): void {
    // All is known as soon as it is asked.
  }

  drain(): void {
    // Nothing is ever outstanding.
  }

  private measure<T>(work: () => T): T {
    return this.sampler ? this.sampler.measure(work) : work();
  }
}
