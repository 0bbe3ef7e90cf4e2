/**
 * Capture: hooks on the tfjs engine that see every training step without changing it.
 *
 * A step is one outermost `engine.gradients` call on variables. During its forward pass each layer's output is summarized
 * when `Layer.apply` returns, and the gradient function of the tape node that made the output is wrapped: what it is given
 * is the whole dL/d(output). Weight gradients are what the call returns; updates are seen where variables are assigned.
 * Nothing is computed with tfjs, so nothing is taped, allocated or disposed, and the program's numbers stay its own.
 */
import type { NonFiniteOrigin } from '../../shared/run.js';
import type { StepEvent, TrainerEvent } from '../../shared/trainerProtocol.js';
import { observeUpdates, type PartObserver } from '../backend/optimizers/observer.js';
import { observeRecurrent } from '../backend/recurrent/observer.js';
import type { AdaptiveSampler } from './adaptive.js';
import { Announcer, type AnnouncementEvent } from './announce.js';
import { CallHooks } from './calls.js';
import { hookConstruction } from './construction.js';
import { stepEvent } from './frame.js';
import { Models } from './models.js';
import { OutputWatch } from './outputs.js';
import { Inspector } from './inspection/inspector.js';
import { intercept } from './patch.js';
import type { Probe } from './probe.js';
import { Rows, type Row } from './rows.js';
import type { IsBundle } from './sites.js';
import { newStep, touchedRows, type StepRecord, type WeightRecord } from './step.js';
import { engineOf, isContainer, type Engine, type GradientResult, type Layer, type Tensor, type Tfjs, type Variable } from './tfjs.js';

type NoteEvent = Extract<TrainerEvent, { type: 'note' }>;

export interface CaptureOptions {
  tf: Tfjs;
  probe: Probe;
  isBundle: IsBundle;
  /** Null: every step. */
  sampler: AdaptiveSampler | null;
  /** Steps before this one are not captured. */
  from?: number;
  histograms: boolean;
  /** Milliseconds from the start of the program. */
  now: () => number;
  emit: (event: StepEvent | AnnouncementEvent | NoteEvent) => void;
  /** Called before each step; may end the process or wait. */
  beforeStep: (step: number) => void;
}

/** LayersModel, as far as its way to train is concerned. */
interface TrainFunctionMaker {
  makeTrainFunction(): (data: unknown) => unknown;
}

export class Capture {
  private readonly engine: Engine;
  private readonly rows = new Rows();
  private readonly models = new Models();
  private readonly announcer: Announcer;
  private readonly inspector: Inspector;
  private undo: (() => void)[] = [];
  private steps = 0;
  /** Set while a step computes its gradients. */
  private inStep = false;
  /** Set while the forward pass of a captured step runs. */
  private outputs: OutputWatch | null = null;
  /** The last step, while its update may still come, with the variables that have not been assigned yet. */
  private pending: { record: StepRecord; updates: Map<Variable, WeightRecord> } | null = null;
  /** The model whose train function runs. */
  private fitted: Layer | null = null;
  private nonFiniteSeen = false;

  constructor(private readonly options: CaptureOptions) {
    const { tf, emit } = options;
    this.engine = engineOf(tf);
    this.inspector = new Inspector(tf, this.rows);
    this.announcer = new Announcer(this.rows, this.models, emit);
  }

  /** Steps that have begun. */
  get stepCount(): number {
    return this.steps;
  }

  install(): void {
    const { tf, isBundle } = this.options;
    const calls = new CallHooks(tf, (layer, args, call) => this.callLayer(layer, args, call));
    this.undo = [
      () => calls.remove(),
      ...hookConstruction(tf, this.engine, this.rows, this.models, calls, isBundle),
      intercept(this.engine, 'gradients', (_, args, call) => (this.isStep(args[1]) ? this.step(args, call) : call(...args))),
      intercept(tf.layers.Layer.prototype, 'apply', (layer, args, call) => {
        this.inspector.applied(layer, args[0], this.steps, this.inStep);
        return this.callLayer(layer, args, call);
      }),
      intercept(tf.Variable.prototype, 'assign', (variable, [value], call) => this.assign(variable, value as Tensor, () => call(value))),
      intercept(tf.LayersModel.prototype as unknown as TrainFunctionMaker, 'makeTrainFunction', (model, _, call) => {
        const train = call();
        return (data) => {
          this.inspector.fitting(model as unknown as Layer, data);
          return this.whileFitting(model as unknown as Layer, () => train(data));
        };
      }),
      observeUpdates((variable) => this.watchUpdate(variable)),
      observeRecurrent((cell, hidden) => this.outputs?.ranSequence(cell, hidden) ?? null),
      ...this.hookOptimizers(),
      ...this.inspector.install(),
    ];
  }

  /** Sends what has been recorded and takes the hooks off. */
  uninstall(): void {
    this.flush();
    for (const undo of this.undo.splice(0).reverse()) undo();
  }

  /** Sends the last step, if its update is still awaited, and all whose numbers have not arrived. */
  flush(): void {
    this.complete();
    this.options.probe.drain();
  }

  /** The pending step gets no more updates: it is sent as soon as its numbers are there. */
  private complete(): void {
    if (!this.pending) return;
    const { record } = this.pending;
    this.pending = null;
    const { sampler } = this.options;
    if (sampler) sampler.measure(() => this.send(record));
    else this.send(record);
  }

  private send(record: StepRecord): void {
    const { captured } = record;
    const { probe, emit, histograms } = this.options;
    const rows = touchedRows(record);
    const models = this.announcer.announce(record, rows);
    probe.settle(() => emit(stepEvent(record, captured ? rows : [], models, histograms && captured)));
    probe.stepOver();
  }

  /** A layer is called, by `apply` or by `call`. Models are layers too, but what they do is what the layers in them do. */
  private callLayer<A extends [inputs: unknown, options?: object], R>(layer: Layer, args: A, call: (...args: A) => R): R {
    const { outputs, engine: { state } } = this;
    if (outputs === null || state.gradientDepth !== 1 || state.kernelDepth !== 0 || isContainer(layer)) return call(...args);
    return outputs.run(layer, args[1], state, () => call(...args));
  }

  private isStep(xs: Tensor[]): boolean {
    const { Variable } = this.options.tf;
    return !this.inStep && this.engine.state.gradientDepth === 0 && xs.length > 0 && xs.every((x) => x instanceof Variable);
  }

  private step([f, xs, ...rest]: Parameters<Engine['gradients']>, gradients: Engine['gradients']): GradientResult {
    const { beforeStep, now, sampler, from = 0, emit } = this.options;
    this.complete();
    beforeStep(this.steps);
    const step = this.steps++;
    const record = newStep(step, now(), sampler?.takes(step) ?? step >= from, this.fitted);
    const news = sampler?.news();
    if (news) emit({ type: 'note', message: news });
    this.inStep = true;
    try {
      const result = gradients(() => this.forward(f, record, xs as Variable[]), xs, ...rest);
      this.recordWeightGradients(record, xs as Variable[], result);
      return result;
    } finally {
      this.inStep = false;
      this.inspector.stepEnded();
    }
  }

  private forward(f: () => Tensor, record: StepRecord, variables: readonly Variable[]): Tensor {
    const { probe } = this.options;
    const nonFinite = (where: 'activation' | 'outputGradient', row: Row): void => {
      if (this.nonFinite(record, where, row, null)) this.inspector.nonFinite(record, variables);
    };
    this.outputs = record.captured ? new OutputWatch(record, this.rows, probe, this.inspector, nonFinite) : null;
    try {
      const value = f();
      const loss = probe.total(value);
      record.loss = loss;
      record.penalties = this.inspector.penalties?.map((penalty) => probe.total(penalty)) ?? null;
      probe.settle(() => {
        if (!Number.isFinite(loss.sum) && this.nonFinite(record, 'loss', null, null)) this.inspector.nonFinite(record, variables);
      });
      this.inspector.afterForward(record, value, variables);
      return value;
    } finally {
      this.outputs = null;
    }
  }

  private recordWeightGradients(record: StepRecord, xs: Variable[], { grads }: GradientResult): void {
    const { probe } = this.options;
    const updates = new Map<Variable, WeightRecord>();
    xs.forEach((variable, i) => {
      const tensor = grads[i];
      if (!tensor) return;
      const row = this.rows.ofVariable(variable);
      const gradient = record.captured ? probe.magnitudes(tensor) : probe.check(tensor);
      probe.settle(() => {
        if (gradient.nonFinite > 0) this.nonFinite(record, 'weightGradient', row, variable);
      });
      const weight = { row, variable, gradient, update: null };
      record.weights.push(weight);
      updates.set(variable, weight);
    });
    this.pending = { record, updates };
  }

  /** The first assignment after a step is its update; the step is complete when all its variables have had theirs. */
  private assign(variable: Variable, value: Tensor, assign: () => void): void {
    const { pending } = this;
    this.inspector.assigned(variable, this.steps);
    const weight = pending?.updates.get(variable);
    if (!pending || !weight || value.size !== variable.size) return assign();
    if (pending.record.captured) this.recordUpdate(pending.record, weight, value);
    pending.updates.delete(variable);
    assign();
    if (pending.updates.size === 0 && this.pending === pending) this.complete();
  }

  /** An optimizer of one kernel is about to update the variable: its parts are compared as they come. */
  private watchUpdate(variable: Variable): PartObserver | null {
    const weight = this.pending?.record.captured ? this.pending.updates.get(variable) : undefined;
    const parts = weight ? this.options.probe.compareParts(variable) : null;
    if (!weight || !parts) return null;
    weight.update = parts.comparison;
    return parts.take;
  }

  private recordUpdate(record: StepRecord, weight: WeightRecord, value: Tensor): void {
    const { probe } = this.options;
    const update = weight.update ?? probe.compare(weight.variable, value);
    weight.update = update;
    probe.settle(() => {
      if (update.nonFinite > 0) this.nonFinite(record, 'update', weight.row, weight.variable);
    });
  }

  /** Remembers whose train function runs: the step belongs to that model. */
  private whileFitting<T>(model: Layer, train: () => T): T {
    const outer = this.fitted;
    this.fitted = model;
    this.models.markTrained(model);
    try {
      return train();
    } finally {
      this.fitted = outer;
    }
  }

  /** Sees which optimizer updates the variables of a program's own training loop. Each class has its own method. */
  private hookOptimizers(): (() => void)[] {
    const { tf } = this.options;
    const prototypes = new Set<typeof tf.Optimizer.prototype>();
    for (const value of Object.values(tf) as unknown[]) {
      const prototype: unknown = typeof value === 'function' ? value.prototype : null;
      if (prototype && Object.hasOwn(prototype, 'applyGradients')) prototypes.add(prototype as typeof tf.Optimizer.prototype);
    }
    return [...prototypes].map((prototype) => intercept(prototype, 'applyGradients', (optimizer, args, call) => {
      if (this.pending) this.announcer.noteOptimizer(optimizer, this.pending.record);
      call(...args);
    }));
  }

  /** Answers whether this is the run's first. */
  private nonFinite(record: StepRecord, where: NonFiniteOrigin['where'], row: Row | null, variable: Variable | null): boolean {
    if (this.nonFiniteSeen) return false;
    this.nonFiniteSeen = true;
    const weight = row && variable ? this.rows.weightName(variable, row) : null;
    record.firstNonFinite = { step: record.step, layer: row?.id ?? null, where, weight };
    return true;
  }
}
