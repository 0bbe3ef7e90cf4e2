/** Sees the outputs of layers in the forward pass, and the gradients that come back to them. */
import type { GradientObserver, Sequence } from '../backend/recurrent/observer.js';
import { bringsOwnCell } from './activation.js';
import type { HiddenSequence, HiddenStep } from './hidden.js';
import type { Inspector } from './inspection/inspector.js';
import type { Probe } from './probe.js';
import type { Row, Rows } from './rows.js';
import type { Magnitudes } from './statistics.js';
import type { OutputRecord, StepRecord } from './step.js';
import { internals, isCell, type EngineState, type Layer, type Tensor } from './tfjs.js';

type NonFinite = (where: 'activation' | 'outputGradient', row: Row) => void;

/** What layers are given beside their inputs, as far as it matters here. */
type CallOptions = { mask?: unknown } | null | undefined;

/** A layer's call under way. */
interface ActiveCall {
  layer: Layer;
  outer: ActiveCall | null;
  options: CallOptions;
  /** The layer whose row stands for this one: itself, or the recurrent layer that it is a part of. */
  shown: Layer;
  /** Of a recurrent layer: what its cells do in this pass. */
  sequences: Map<Row, HiddenSequence>;
}

export class OutputWatch {
  private current: ActiveCall | null = null;
  /** Cells that the program calls in a loop of its own: one sequence a step. */
  private readonly loose = new Map<Row, HiddenSequence>();

  constructor(
    private readonly record: StepRecord,
    private readonly rows: Rows,
    private readonly probe: Probe,
    private readonly inspector: Inspector,
    private readonly nonFinite: NonFinite,
  ) {}

  /** Runs a layer's `apply` or `call`. Calls of `call` by the layer's own `apply` or by a subclass's `call` are part of that. */
  run<T>(layer: Layer, options: CallOptions, state: EngineState, call: () => T): T {
    const outer = this.current;
    if (outer?.layer === layer) return call();
    this.rows.claimInner(layer);
    const active: ActiveCall = { layer, outer, options, shown: shownBy(layer, outer), sequences: new Map() };
    const tapeStart = state.activeTape!.length;
    this.current = active;
    let output: T;
    try {
      output = call();
    } finally {
      this.current = outer;
    }
    this.called(active, output as Tensor | Tensor[], state, tapeStart);
    return output;
  }

  /** @param tapeStart Length of the tape before the call: what the call taped lies behind it. */
  private called(active: ActiveCall, output: Tensor | Tensor[], state: EngineState, tapeStart: number): void {
    const { layer, shown, outer } = active;
    const outputs = Array.isArray(output) ? output : [output];
    // Layers that are given symbolic tensors inside of a step answer with such.
    if (outputs.some(({ dataId }) => dataId === undefined)) return;
    if (isCell(layer)) this.followState(active, outputs[1], state, tapeStart);
    if (shown !== layer) return;
    const row = this.rows.ofLayer(layer, outer?.shown);
    this.inspector.layerCalled(row, outputs);
    const calls = (this.record.calls.get(row) ?? 0) + 1;
    this.record.calls.set(row, calls);
    if (calls === 1) row.captures++;
    // What a cell answers behind its output is its state.
    (isCell(layer) ? outputs.slice(0, 1) : outputs).forEach((each, index) => {
      if (each.dtype !== 'float32' || each.size === 0) return;
      const recorded = this.look(row, calls, each, index === 0);
      awaitGradient(each, state, tapeStart, (gradient) => {
        // Gradients of gradients pass here more than once: the first pass is the one of the loss.
        if (recorded.gradient !== null) return;
        const summary = this.probe.magnitudes(gradient);
        recorded.gradient = summary;
        this.noteNonFinite('outputGradient', row, summary);
      });
    });
  }

  private look(row: Row, call: number, output: Tensor, isFirst: boolean): OutputRecord {
    const activation = this.probe.summarize(output, row.reading.bounds);
    const units = isFirst ? this.probe.summarizeUnits(row, output, activation) : null;
    if (isFirst) row.seenShape ??= output.shape;
    this.noteNonFinite('activation', row, activation);
    const recorded: OutputRecord = { row, call, activation, units, gradient: null };
    this.record.outputs.push(recorded);
    return recorded;
  }

  /** The hidden state after one time step counts to the cell's own row, and to that of the recurrent layer whose cell it is. */
  private followState({ layer, shown, outer }: ActiveCall, hidden: Tensor | undefined, state: EngineState, tapeStart: number): void {
    if (!hidden) return;
    const pass = recurrentCall(outer);
    const owners = new Set<Layer>();
    if (shown === layer) owners.add(layer);
    if (pass && internals(pass.layer).cell === layer) owners.add(pass.layer);
    if (owners.size === 0) return;
    const step: HiddenStep = { length: hidden.size, gradient: null };
    const rows = [...owners].map((owner) => this.rows.ofLayer(owner, (owner === layer ? outer : pass?.outer)?.shown));
    for (const row of rows) this.sequence(row, pass).steps.push(step);
    awaitGradient(hidden, state, tapeStart, (gradient) => {
      if (step.gradient !== null) return;
      const summary = this.probe.outline(gradient);
      step.gradient = summary;
      this.noteNonFinite('outputGradient', rows[0]!, summary);
    });
  }

  /** A recurrent layer takes all time steps at once, without calling its cell. Answers what is to see the gradients. */
  ranSequence(cell: Layer, { steps, batch, units }: Sequence): GradientObserver | null {
    const pass = recurrentCall(this.current);
    if (!pass || internals(pass.layer).cell !== cell) return null;
    const row = this.rows.ofLayer(pass.layer, pass.outer?.shown);
    const length = batch * units;
    const hidden = Array.from({ length: steps }, (): HiddenStep => ({ length, gradient: null }));
    this.sequence(row, pass).steps.push(...hidden);
    return ({ values }) => hidden.forEach((step, time) => {
      const summary = this.probe.outline(values.subarray(time * length, (time + 1) * length));
      step.gradient = summary;
      this.noteNonFinite('outputGradient', row, summary);
    });
  }

  private sequence(row: Row, pass: ActiveCall | null): HiddenSequence {
    const known = pass?.sequences ?? this.loose;
    let sequence = known.get(row);
    if (!sequence) {
      const { mask } = pass?.options ?? {};
      sequence = {
        row, steps: [],
        backwards: pass !== null && internals(pass.layer).goBackwards === true,
        mask: isTensor(mask) ? { shape: mask.shape, elements: this.probe.elements(mask) } : null,
      };
      known.set(row, sequence);
      this.record.hidden.push(sequence);
    }
    return sequence;
  }

  private noteNonFinite(where: 'activation' | 'outputGradient', row: Row, summary: Magnitudes): void {
    this.probe.settle(() => {
      if (summary.nonFinite > 0) this.nonFinite(where, row);
    });
  }
}

/** Cells that tfjs makes for its own recurrent layers, and stacks of cells, are parts of the layer that calls them. */
function shownBy(layer: Layer, outer: ActiveCall | null): Layer {
  const isPart = layer.getClassName() === 'StackedRNNCells'
    || (outer !== null && internals(outer.layer).cell === layer && bringsOwnCell(outer.layer));
  return isPart && outer ? outer.shown : layer;
}

/** The nearest recurrent layer around a call. */
function recurrentCall(call: ActiveCall | null): ActiveCall | null {
  for (let each = call; each; each = each.outer) if (internals(each.layer).cell) return each;
  return null;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}

/** Wraps the gradient function of the tape node that made a tensor: it is given the whole dL/d(tensor). */
function awaitGradient(tensor: Tensor, { activeTape }: EngineState, tapeStart: number, receive: (gradient: Tensor) => void): void {
  const tape = activeTape!;
  for (let i = tape.length - 1; i >= tapeStart; i--) {
    const node = tape[i]!;
    const index = node.outputs.findIndex(({ id }) => id === tensor.id);
    if (index < 0) continue;
    const { gradient } = node;
    if (!gradient) return;
    node.gradient = (outputGradients) => {
      const received = outputGradients[index];
      if (received) receive(received);
      return gradient(outputGradients);
    };
    return;
  }
}
