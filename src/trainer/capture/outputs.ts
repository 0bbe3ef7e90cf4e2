/** Sees the outputs of layers in the forward pass, and the gradients that come back to them. */
import type { Inspector } from './inspection/inspector.js';
import type { Probe } from './probe.js';
import type { Row, Rows } from './rows.js';
import type { OutputRecord, StepRecord } from './step.js';
import type { EngineState, Layer, Tensor } from './tfjs.js';

type NonFinite = (where: 'activation' | 'outputGradient', row: Row) => void;

export class OutputWatch {
  constructor(
    private readonly record: StepRecord,
    private readonly rows: Rows,
    private readonly probe: Probe,
    private readonly inspector: Inspector,
    private readonly nonFinite: NonFinite,
  ) {}

  /** @param tapeStart Length of the tape before the call: what the call taped lies behind it. */
  called(layer: Layer, output: Tensor | Tensor[], state: EngineState, tapeStart: number): void {
    const outputs = Array.isArray(output) ? output : [output];
    // Layers that are given symbolic tensors inside of a step answer with such.
    if (outputs.some(({ dataId }) => dataId === undefined)) return;
    const row = this.rows.ofLayer(layer);
    this.inspector.layerCalled(row, outputs);
    const calls = (this.record.calls.get(row) ?? 0) + 1;
    this.record.calls.set(row, calls);
    if (calls === 1) row.captures++;
    outputs.forEach((each, index) => {
      if (each.dtype !== 'float32' || each.size === 0) return;
      const recorded = this.look(row, calls, each, index === 0);
      this.awaitGradient(recorded, each, state, tapeStart);
    });
  }

  private look(row: Row, call: number, output: Tensor, isFirst: boolean): OutputRecord {
    const activation = this.probe.summarize(output, row.reading.bounds);
    const units = isFirst ? this.probe.summarizeUnits(row, output, activation) : null;
    if (isFirst) row.seenShape ??= output.shape;
    this.probe.settle(() => {
      if (activation.nonFinite > 0) this.nonFinite('activation', row);
    });
    const recorded: OutputRecord = { row, call, activation, units, gradient: null };
    this.record.outputs.push(recorded);
    return recorded;
  }

  /** Wraps the gradient function of the tape node that made the output: it is given the whole dL/d(output). */
  private awaitGradient(recorded: OutputRecord, output: Tensor, { activeTape }: EngineState, tapeStart: number): void {
    const tape = activeTape!;
    for (let i = tape.length - 1; i >= tapeStart; i--) {
      const node = tape[i]!;
      const index = node.outputs.findIndex(({ id }) => id === output.id);
      if (index < 0) continue;
      const { gradient } = node;
      if (!gradient) return;
      node.gradient = (outputGradients) => {
        const tensor = outputGradients[index];
        // Gradients of gradients pass here more than once: the first pass is the one of the loss.
        if (tensor && recorded.gradient === null) {
          const summary = this.probe.magnitudes(tensor);
          recorded.gradient = summary;
          this.probe.settle(() => {
            if (summary.nonFinite > 0) this.nonFinite('outputGradient', recorded.row);
          });
        }
        return gradient(outputGradients);
      };
      return;
    }
  }
}
