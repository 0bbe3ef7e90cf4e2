/** Which containers there are, which of them stand as models of their own, and which layers each holds. */
import type { BundleFrame, RawModel } from '../../shared/trainerProtocol.js';
import { registeredName } from './activation.js';
import { internals, isContainer, type Layer, type OptimizerInternals } from './tfjs.js';

/** One container that the program made. */
export interface Model {
  readonly container: Layer;
  readonly frames: BundleFrame[];
  /** Set when it is first announced, so that only models that matter take a name. */
  id: string | null;
  /** `fit` or `trainOnBatch` was called on it: it stands for itself even inside of a larger model. */
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

export class Models {
  private readonly models = new Map<Layer, Model>();
  private owners: Map<Layer, Model> | null = null;
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
  }

  /** `compile` was called with an object of these keys. */
  compiled(container: Layer, keys: readonly string[]): void {
    const model = this.of(container);
    if (model) model.strayCompileArguments = keys.filter((key) => !COMPILE_ARGUMENTS.has(key));
    this.changed();
  }

  markTrained(container: Layer): void {
    const model = this.of(container);
    if (model && !model.trained) {
      model.trained = true;
      this.changed();
    }
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

  private findOwners(): Map<Layer, Model> {
    const inner = new Set<Layer>();
    const nested = new Set<Layer>();
    for (const { container } of this.models.values()) {
      const { model, layers } = internals(container);
      if (model && model !== container) inner.add(model);
      for (const layer of layers ?? []) if (isContainer(layer)) nested.add(layer);
    }
    const owners = new Map<Layer, Model>();
    const standing = [...this.models.values()].filter((model) => !inner.has(model.container));
    // Later ones win: roots before trained ones, large before small, old before new.
    const roots = standing.filter((model) => !nested.has(model.container) && !model.trained);
    const trained = standing.filter((model) => model.trained);
    for (const group of [roots, trained]) {
      const sized = group.map((model) => ({ model, leaves: leaves(model.container) }));
      if (group === trained) sized.sort((a, b) => b.leaves.length - a.leaves.length);
      for (const { model, leaves } of sized) for (const layer of leaves) owners.set(layer, model);
    }
    return owners;
  }
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

/** What the protocol says of a model. */
export function describeModel(model: Model, id: string, layers: string[]): RawModel {
  const { container } = model;
  const { loss, optimizer_ } = internals(container);
  const optimizer = optimizer_ ?? model.optimizer;
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

function describeOptimizer(optimizer: OptimizerInternals): NonNullable<RawModel['optimizer']> {
  const registered = Object.hasOwn(optimizer.constructor, 'className') ? optimizer.constructor.className : undefined;
  const { learningRate } = optimizer;
  return {
    className: registered ? `${registered}Optimizer` : registeredName(optimizer),
    learningRate: typeof learningRate === 'number' ? learningRate : null,
    learningRateType: typeof learningRate,
    strayProperties: Object.keys(optimizer).filter((key) => FOREIGN_OPTIONS.has(key)),
  };
}
