/** The rows of the heatmap: layers, and variables that belong to no layer. What belongs to which row. */
import type { BundleFrame } from '../../shared/trainerProtocol.js';
import { activationReading, innermost, type ActivationReading } from './activation.js';
import type { UnitHistory } from './statistics.js';
import { internals, isContainer, type Layer, type LayerWeight, type Variable } from './tfjs.js';

export interface Row {
  readonly id: string;
  readonly name: string;
  /** Null for a variable of no layer. */
  readonly layer: Layer | null;
  readonly variable: Variable | null;
  readonly reading: ActivationReading;
  /** Its outputs are its hidden state over and over. */
  readonly isRecurrent: boolean;
  /** The layer that calls it as a part of itself; null for layers that stand for themselves. */
  parent: Layer | null;
  readonly frames: BundleFrame[];
  /** Position among the rows of no model, from 0. */
  readonly order: number;
  /** Which of its units were active when; for the first output of the layer. */
  history: UnitHistory | null;
  /** Captures of the layer's activation so far, several calls in a step being one. */
  captures: number;
  /** Calls in one step, at most. */
  calls: number;
  /** Shape of the first output seen. */
  seenShape: number[] | null;
}

/** A weight that a layer added to itself. */
export interface OwnedWeight {
  readonly owner: Layer;
  /** The name that the layer gave it: `kernel`. */
  readonly name: string;
  readonly weight: LayerWeight;
}

export class Rows {
  private readonly taken = new Set<string>();
  private readonly byLayer = new Map<Layer, Row>();
  private readonly byVariable = new WeakMap<Variable, Row>();
  private readonly layerFrames = new WeakMap<Layer, BundleFrame[]>();
  private readonly variableFrames = new WeakMap<Variable, BundleFrame[]>();
  private readonly owned = new WeakMap<Variable, OwnedWeight>();
  private readonly weightsOfLayer = new WeakMap<Layer, OwnedWeight[]>();
  private readonly partsOf = new Map<Layer, Row[]>();
  /** Layers that are a row. Their weights are their own, those of other inner layers count to the layer that holds them. */
  private readonly called = new WeakSet<Layer>();
  private readonly outerOf = new WeakMap<Layer, Layer>();
  private readonly innersOf = new WeakMap<Layer, Layer[]>();
  private count = 0;

  noteLayer(layer: Layer, frames: BundleFrame[]): void {
    this.layerFrames.set(layer, frames);
  }

  noteVariable(variable: Variable, frames: BundleFrame[]): void {
    this.variableFrames.set(variable, frames);
  }

  noteWeight(owner: Layer, name: string, weight: LayerWeight): void {
    const owned = { owner, name, weight };
    this.owned.set(weight.val, owned);
    const list = this.weightsOfLayer.get(owner);
    if (list) list.push(owned);
    else this.weightsOfLayer.set(owner, [owned]);
  }

  framesOf(layer: Layer): BundleFrame[] {
    return this.layerFrames.get(layer) ?? [];
  }

  find(layer: Layer): Row | undefined {
    return this.byLayer.get(layer);
  }

  /** @param caller the layer that calls it as a part of itself; what is told at the first call counts */
  ofLayer(layer: Layer, caller: Layer | null = null): Row {
    let row = this.byLayer.get(layer);
    if (!row) {
      this.called.add(layer);
      this.findInner(layer);
      row = this.make(layer.name, layer, null, this.framesOf(layer));
      this.byLayer.set(layer, row);
    }
    if (caller !== null && row.captures === 0 && row.parent === null && !this.isWithin(caller, layer)) {
      row.parent = caller;
      this.partsOf.set(caller, [...this.parts(caller), row]);
    }
    return row;
  }

  /** The rows of what a layer calls as parts of itself, in the order of their first calls. */
  parts(layer: Layer): readonly Row[] {
    return this.partsOf.get(layer) ?? [];
  }

  ofVariable(variable: Variable): Row {
    const owned = this.owned.get(variable);
    if (owned) return this.ofLayer(this.visible(owned.owner));
    let row = this.byVariable.get(variable);
    if (!row) {
      // tfjs numbers variables that the program does not name.
      const name = /^\d+$/.test(variable.name) ? `variable_${variable.name}` : variable.name;
      row = this.make(name, null, variable, this.variableFrames.get(variable) ?? []);
      this.byVariable.set(variable, row);
    }
    return row;
  }

  /** Name of a variable within its row: `kernel`, or with the inner layer's name before it where that is not enough. */
  weightName(variable: Variable, row: Row): string {
    if (!row.layer) return row.name;
    const found = this.weights(row.layer).find(({ owned }) => owned.weight.val === variable);
    return found?.name ?? variable.name;
  }

  /** All weights that count to a layer's row, with their names. */
  weights(layer: Layer): { name: string; owned: OwnedWeight }[] {
    const all: { part: string; owned: OwnedWeight }[] = [];
    const visit = (each: Layer, part: string): void => {
      for (const owned of this.weightsOfLayer.get(each) ?? []) all.push({ part, owned });
      for (const inner of this.innersOf.get(each) ?? []) if (!this.called.has(inner)) visit(inner, part || inner.name);
    };
    visit(layer, '');
    const uses = new Map<string, number>();
    for (const { owned: { name } } of all) uses.set(name, (uses.get(name) ?? 0) + 1);
    return all.map(({ part, owned }) => ({ owned, name: uses.get(owned.name) === 1 || !part ? owned.name : `${part}/${owned.name}` }));
  }

  private make(name: string, layer: Layer | null, variable: Variable | null, frames: BundleFrame[]): Row {
    let id = name;
    for (let n = 2; this.taken.has(id); n++) id = `${name}#${n}`;
    this.taken.add(id);
    return {
      id, name, layer, parent: null, variable, frames, order: this.count++, history: null, captures: 0, calls: 1, seenShape: null,
      isRecurrent: layer !== null && internals(innermost(layer)).cell !== undefined,
      reading: layer ? activationReading(layer) : { saturated: () => 0, slope: () => NaN },
    };
  }

  /** The layer whose row stands for this one: itself, or the wrapper that calls it without `apply`. */
  private visible(layer: Layer): Layer {
    let found = layer;
    for (let outer = this.outerOf.get(found); outer && !this.called.has(found); outer = this.outerOf.get(found)) found = outer;
    return found;
  }

  private isWithin(layer: Layer, outer: Layer): boolean {
    return layer === outer || this.parts(outer).some((part) => this.isWithin(layer, part.layer!));
  }

  private holds(outer: Layer, layer: Layer): boolean {
    for (let each = this.outerOf.get(layer); each; each = this.outerOf.get(each)) if (each === outer) return true;
    return false;
  }

  /** What a layer holds inside, if that is not known yet. Rows of inner layers are made while the outer one is called. */
  claimInner(layer: Layer): void {
    if (!this.innersOf.has(layer)) this.findInner(layer);
  }

  /** Cells of recurrent layers, layers inside of wrappers and of the user's own layers: all that are held as properties. */
  private findInner(layer: Layer): void {
    const { layer: original, forwardLayer, backwardLayer } = internals(layer);
    // tf.layers.bidirectional makes two copies of the layer that it is given: their place in the source is the original's.
    for (const copy of [forwardLayer, backwardLayer]) if (copy && original) this.takeFrames(original, copy);
    const inners = innerLayers(layer).filter((inner) => (this.outerOf.get(inner) ?? layer) === layer && !this.holds(inner, layer));
    for (const inner of inners) {
      this.outerOf.set(inner, layer);
      this.findInner(inner);
    }
    this.innersOf.set(layer, inners);
  }

  /** A copy and what is in it are made where the original and what is in that was made. */
  private takeFrames(original: Layer, copy: Layer, done = new Set<Layer>()): void {
    if (done.has(copy)) return;
    done.add(copy);
    this.layerFrames.set(copy, this.framesOf(original));
    const copies = innerLayers(copy);
    innerLayers(original).forEach((inner, i) => copies[i] && this.takeFrames(inner, copies[i], done));
  }
}

function innerLayers(layer: Layer): Layer[] {
  return (Object.values(layer).flat() as unknown[]).filter((value): value is Layer => isLayer(value) && value !== layer && !isContainer(value));
}

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && 'addWeight' in value && 'inboundNodes' in value;
}
