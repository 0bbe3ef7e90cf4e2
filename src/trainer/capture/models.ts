/** Which containers there are, which of them stand as models of their own, and which layers each holds. */
import type { OptimizerInfo } from '../../shared/run.js';
import type { BundleFrame, RawModel } from '../../shared/trainerProtocol.js';
import { registeredName } from './activation.js';
import { internals, isContainer, type Layer, type LayerWeight, type OptimizerInternals, type Variable } from './tfjs.js';

/** One container that the program made. */
export interface Model {
  readonly container: Layer;
  readonly frames: BundleFrame[];
  /** Set when it is first announced, so that only models that matter take a name. */
  id: string | null;
  /** Something trains it and nothing else: it stands for itself even inside of a larger model. */
  trained: boolean;
  /** What `compile` was given and does not know. */
  strayCompileArguments: string[];
  /** The optimizer seen at work in a loop of the program's own. */
  optimizer: OptimizerInternals | null;
}

const COMPILE_ARGUMENTS = new Set(['optimizer', 'loss', 'metrics']);

/** Options of other frameworks' optimizers, which do nothing when set on one of tfjs. */
const FOREIGN_OPTIONS = new Set([
  'lr', 'clip', 'clipnorm', 'clipNorm', 'clipvalue', 'clipValue', 'globalClipnorm', 'globalClipNorm', 'gradientClipNorm', 'weightDecay',
]);

const REMEMBERED_SETS = 8;

export class Models {
  private readonly models = new Map<Layer, Model>();
  private owners: Map<Layer, Model> | null = null;
  /** The last sets of variables that steps of the program's own differentiated: they have been looked at. */
  private differentiated: (readonly Variable[])[] = [];
  private readonly trainedVariables = new WeakSet<Variable>();
  /** Rises whenever what is known of models and owners may have changed. */
  version = 0;

  add(container: Layer, frames: BundleFrame[]): void {
    this.models.set(container, { container, frames, id: null, trained: false, strayCompileArguments: [], optimizer: null });
    this.changed();
  }

  /** The model of a container. A Sequential trains by a functional model inside of it, which is no model of the program's. */
  of(container: Layer): Model | undefined {
    for (const model of this.models.values()) {
      if (model.container !== container && internals(model.container).model === container) return model;
    }
    return this.models.get(container);
  }

  /** A container got another layer, or was built: what is known of owners is void. */
  changed(): void {
    this.version++;
    this.owners = null;
    this.differentiated = [];
  }

  /** `compile` was called with an object of these keys. */
  compiled(container: Layer, keys: readonly string[]): void {
    const model = this.of(container);
    if (model) model.strayCompileArguments = keys.filter((key) => !COMPILE_ARGUMENTS.has(key));
    this.changed();
  }

  /** `fit` or `trainOnBatch` runs on it. */
  markTrained(container: Layer): void {
    const model = this.of(container);
    if (model) this.mark(model);
  }

  /**
   * A step of the program's own loop differentiates these variables. Where they are all that one model has to train, it
   * is that model's step: so a generator and a discriminator stay apart although a combined model holds both.
   */
  trainedByHand(variables: readonly Variable[]): void {
    if (this.differentiated.some((seen) => seen.length === variables.length && seen.every((each, i) => each === variables[i]))) return;
    this.differentiated = [variables, ...this.differentiated.slice(0, REMEMBERED_SETS - 1)];
    const all = new Set(variables);
    const matching = this.standing().filter(({ container }) => {
      const own = trainableVariables(container);
      return own.size === all.size && [...own].every((variable) => all.has(variable));
    });
    // Of several, the outermost: what it holds beside is part of what is trained.
    const [model] = matching.sort((a, b) => leaves(b.container).length - leaves(a.container).length);
    if (model) this.mark(model);
  }

  /** Steps have trained these variables. Whether that is news of any of them. */
  noteTrained(variables: readonly Variable[]): boolean {
    const fresh = variables.filter((variable) => !this.trainedVariables.has(variable));
    for (const variable of fresh) this.trainedVariables.add(variable);
    return fresh.length > 0;
  }

  /** A step has trained the variable, frozen or not as it may be now: GANs freeze their discriminator in turns. */
  hasTrained(variable: Variable): boolean {
    return this.trainedVariables.has(variable);
  }

  /** The model that a layer belongs to: the outermost that holds it, or one in between that is trained on its own. */
  ownerOf(layer: Layer): Model | null {
    this.owners ??= this.findOwners();
    return this.owners.get(layer) ?? null;
  }

  /** Layers of a model in order of execution, nested models replaced by what they hold. */
  leavesOf(model: Model): Layer[] {
    return leaves(model.container);
  }

  /** The containers that an input layer is the start of. */
  startingAt(input: Layer): Layer[] {
    return [...this.models.keys()].filter((container) => internals(container).inputLayers?.includes(input));
  }

  private mark(model: Model): void {
    if (model.trained) return;
    model.trained = true;
    this.changed();
  }

  /** All but the functional models that Sequentials hold inside. */
  private standing(): Model[] {
    const models = [...this.models.values()];
    const inner = new Set(models.flatMap(({ container }) => {
      const { model } = internals(container);
      return model && model !== container ? [model] : [];
    }));
    return models.filter(({ container }) => !inner.has(container));
  }

  private findOwners(): Map<Layer, Model> {
    const standing = this.standing();
    const trained = standing.filter((model) => model.trained);
    const untrained = standing.filter((model) => !model.trained);
    const nested = new Set(standing.flatMap(({ container }) => parts(container)));
    const roots = untrained.filter(({ container }) => !nested.has(container));
    // Where one part of a model is trained by itself, the others stand for themselves, too.
    const apart = new Set(roots.map(({ container }) => parts(container)).filter((all) => all.some((part) => this.of(part)?.trained)).flat());
    const owners = new Map<Layer, Model>();
    // Later ones win: roots before their parts before trained ones, old before new, of the trained ones large before small.
    const bySize = trained.sort((a, b) => leaves(b.container).length - leaves(a.container).length);
    for (const model of [...roots, ...untrained.filter(({ container }) => apart.has(container)), ...bySize]) {
      for (const layer of leaves(model.container)) owners.set(layer, model);
    }
    return owners;
  }
}

/** The models that a model holds directly. */
function parts(container: Layer): Layer[] {
  return internals(container).layers!.filter(isContainer);
}

function trainableVariables(container: Layer): Set<Variable> {
  return new Set((container.trainableWeights as unknown as LayerWeight[]).map(({ val }) => val));
}

function leaves(container: Layer): Layer[] {
  const found = new Set<Layer>();
  const visit = (layer: Layer): void => {
    if (isContainer(layer)) internals(layer).layers!.forEach(visit);
    else if (layer.getClassName() !== 'InputLayer') found.add(layer);
  };
  visit(container);
  return [...found];
}

/** The optimizer that trains it: the one that it was compiled with, or the one seen at work. */
export function optimizerOf(model: Model): OptimizerInternals | null {
  return internals(model.container).optimizer_ ?? model.optimizer;
}

/** What the protocol says of a model. */
export function describeModel(model: Model, id: string, layers: string[]): RawModel {
  const { container } = model;
  const { loss } = internals(container);
  const optimizer = optimizerOf(model);
  const className = container.getClassName();
  return {
    id,
    name: container.name,
    className: className === 'Model' ? 'Functional' : className,
    layers,
    losses: lossNames(loss),
    strayCompileArguments: model.strayCompileArguments,
    optimizer: optimizer ? describeOptimizer(optimizer) : null,
    frames: model.frames,
  };
}

/** `compile` takes a name, a function, a list of them, or one per output. */
function lossNames(loss: unknown): string[] {
  if (typeof loss === 'string') return [loss];
  if (typeof loss === 'function') return [loss.name || 'custom'];
  if (typeof loss === 'object' && loss !== null) return Object.values(loss).flatMap(lossNames);
  return [];
}

export function describeLearningRate({ learningRate }: OptimizerInternals): Pick<OptimizerInfo, 'learningRate' | 'learningRateType'> {
  return { learningRate: typeof learningRate === 'number' ? learningRate : null, learningRateType: typeof learningRate };
}

function describeOptimizer(optimizer: OptimizerInternals): NonNullable<RawModel['optimizer']> {
  const registered = Object.hasOwn(optimizer.constructor, 'className') ? optimizer.constructor.className : undefined;
  return {
    className: registered ? `${registered}Optimizer` : registeredName(optimizer),
    ...describeLearningRate(optimizer),
    strayProperties: Object.keys(optimizer).filter((key) => FOREIGN_OPTIONS.has(key)),
  };
}
