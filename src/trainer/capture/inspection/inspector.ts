/**
 * Looks closely at a few steps: what the model was fed, how the loss came about, what the kernels look like. Values are
 * read out of the backend, which costs more than statistics do, so that only each model's steps 0, 1, 2, 4, 8 ... are
 * inspected, and the step at which the first non-finite tensor appears.
 */
import type { Inspection, KernelFacts, LossCall } from '../../../shared/run.js';
import { intercept } from '../patch.js';
import type { Row, Rows } from '../rows.js';
import type { StepRecord } from '../step.js';
import { engineOf, internals, isContainer, type Engine, type Layer, type Tensor, type Tfjs, type Variable } from '../tfjs.js';
import { describeBatch } from './batch.js';
import { Feedback } from './feedback.js';
import { describeKernel, LARGEST_KERNEL } from './kernels.js';
import { lossReduction, origins, type TapeStep } from './tape.js';

/** What was seen of the step that runs. */
interface Seen {
  inputs: Tensor[];
  targets: Tensor[];
  losses: { name: string; predictions: Tensor }[];
  penalties: Tensor[] | null;
  variables: 'listed' | 'all' | null;
  /** Outputs of layers by tensor id. */
  outputs: Map<number, Row>;
}

type Losses = Record<string, (...args: unknown[]) => Tensor>;

interface PenaltyMaker {
  calculateLosses(): Tensor[];
}

export class Inspector {
  private readonly engine: Engine;
  /** Steps so far that differentiated this variable first: tells the steps of several models apart. */
  private readonly ordinals = new WeakMap<Variable, number>();
  private seen = nothingSeen();
  private readonly feedback = new Feedback();
  /** The step's forward pass is over. */
  private isForwardOver = false;
  /** The next forward pass to end is looked at: the step, or one before it, holds the first non-finite tensor. */
  private isDue = false;
  /** Number of the step whose forward pass was looked at last. */
  private current = -1;

  constructor(private readonly tf: Tfjs, private readonly rows: Rows) {
    this.engine = engineOf(tf);
  }

  /** Penalties on weights that are part of the present step's loss; null where nothing asked for them. */
  get penalties(): readonly Tensor[] | null {
    return this.seen.penalties;
  }

  /** Hooks; the answers undo them. */
  install(): (() => void)[] {
    const { tf } = this;
    const losses = tf.losses as unknown as Losses;
    return [
      ...Object.keys(losses).filter((name) => name !== 'computeWeightedLoss').map((name) => this.hookLoss(losses, name)),
      intercept(tf.LayersModel.prototype as unknown as PenaltyMaker, 'calculateLosses', (_, args, call) => {
        this.seen.penalties = call(...args);
        return this.seen.penalties;
      }),
      ...this.feedback.install(tf, this.engine),
      // It goes past `apply`.
      intercept(tf.LayersModel.prototype, 'predict', (_, args, call) => {
        if (this.engine.state.gradientDepth > 0) this.modelCalled(args[0]);
        return call(...args);
      }),
      intercept(tf.Optimizer.prototype, 'computeGradients', (_, args, call) => {
        this.seen.variables = args[1] ? 'listed' : 'all';
        return call(...args);
      }),
    ];
  }

  /** The train function of a model runs on these tensors: inputs, targets, and sample weights, one after the other. */
  fitting(model: Layer, data: unknown): void {
    const { inputLayers, outputLayers } = internals(model);
    if (!Array.isArray(data) || !inputLayers || !outputLayers) return;
    const tensors = data as Tensor[];
    this.seen.inputs = tensors.slice(0, inputLayers.length);
    this.seen.targets = tensors.slice(inputLayers.length, inputLayers.length + outputLayers.length);
  }

  /** A model is called within a step. The first one called is given the batch. */
  private modelCalled(input: unknown): void {
    if (this.seen.inputs.length > 0) return;
    const tensors: unknown[] = Array.isArray(input) ? input : [input];
    if (tensors.every(isTensor)) this.seen.inputs = tensors;
  }

  /** A layer is called, in a step or outside of all; by symbolic tensors it is only built. */
  applied(layer: Layer, input: unknown, stepsBegun: number, inStep: boolean): void {
    if (isContainer(layer)) {
      if (inStep) this.modelCalled(input);
    } else if (isTensor(Array.isArray(input) ? input[0] : input)) this.feedback.layerCalled(layer, stepsBegun, inStep);
  }

  /** A variable is assigned a value. */
  assigned(variable: Variable, stepsBegun: number): void {
    this.feedback.assign(variable, stepsBegun);
  }

  layerCalled(row: Row, outputs: readonly Tensor[]): void {
    for (const output of outputs) this.seen.outputs.set(output.id, row);
  }

  /** Called at the end of the forward pass. */
  afterForward(record: StepRecord, loss: Tensor, variables: readonly Variable[]): void {
    const ordinal = this.ordinals.get(variables[0]!) ?? 0;
    this.ordinals.set(variables[0]!, ordinal + 1);
    this.current = record.step;
    this.feedback.stepped(record.step, variables);
    if (this.isDue || (ordinal & (ordinal - 1)) === 0) this.inspect(record, loss, variables);
    this.isDue = false;
    this.isForwardOver = true;
  }

  /** The run's first non-finite tensor has appeared. On a GPU that is known when its step is over: then the next one is inspected. */
  nonFinite(record: StepRecord, variables: readonly Variable[]): void {
    if (this.isForwardOver && record.step === this.current) this.inspect(record, null, variables);
    else this.isDue = true;
  }

  /** Called when the step is over, whether inspected or not. */
  stepEnded(): void {
    this.seen = nothingSeen();
    this.isForwardOver = false;
  }

  /** @param loss null when it is not at hand any more */
  private inspect(record: StepRecord, loss: Tensor | null, variables: readonly Variable[]): void {
    if (record.inspection) return;
    const { seen, engine } = this;
    const tape = (engine.state.activeTape ?? []) as unknown as TapeStep[];
    record.inspection = {
      step: record.step,
      inputs: this.describe(seen.inputs),
      targets: this.describe(seen.targets),
      lossCalls: seen.losses.map(({ name, predictions }): LossCall => ({
        name,
        predictionsOf: origins(tape, predictions).map(({ id }) => seen.outputs.get(id)?.id ?? null).find((id) => id !== null) ?? null,
      })),
      reduction: loss && lossReduction(tape, loss),
      variables: seen.variables,
      feedback: this.feedback.share(variables),
      kernels: this.kernels(variables),
    };
  }

  private describe(tensors: readonly Tensor[]): Inspection['inputs'] {
    return tensors
      .filter((tensor) => !tensor.isDisposed && tensor.dtype !== 'string' && tensor.dtype !== 'complex64')
      .map((tensor) => describeBatch(tensor.shape, this.read(tensor)));
  }

  private kernels(variables: readonly Variable[]): KernelFacts[] {
    const facts = new Map<Row, KernelFacts>();
    for (const variable of variables) {
      // Before the choice: rows are in the order in which they are first asked for.
      const row = this.rows.ofVariable(variable);
      if (variable.rank < 2 || variable.size > LARGEST_KERNEL || variable.size === 0 || variable.dtype !== 'float32') continue;
      if (!facts.has(row)) facts.set(row, describeKernel(row.id, variable.shape, this.read(variable) as Float32Array));
    }
    return [...facts.values()];
  }

  private read(tensor: Tensor): ArrayLike<number> {
    const { backend } = this.engine.state.tensorInfo.get(tensor.dataId);
    return backend.typedArrayFromHeap?.(tensor) ?? backend.readSync(tensor.dataId);
  }

  /** tf.losses.* take labels and predictions first; in a step, the labels are its targets. */
  private hookLoss(losses: Losses, name: string): () => void {
    return intercept(losses, name, (_, args, call) => {
      const [labels, predictions] = args as [Partial<Tensor>, Partial<Tensor>];
      if (this.engine.state.gradientDepth > 0 && predictions?.dataId !== undefined) {
        this.seen.losses.push({ name, predictions: predictions as Tensor });
        if (labels?.dataId !== undefined && this.seen.targets.length === 0) this.seen.targets = [labels as Tensor];
      }
      return call(...args);
    });
  }
}

function isTensor(value: unknown): value is Tensor {
  return (value as Partial<Tensor> | null | undefined)?.dataId !== undefined;
}

function nothingSeen(): Seen {
  return { inputs: [], targets: [], losses: [], penalties: null, variables: null, outputs: new Map() };
}
