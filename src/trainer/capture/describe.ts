/** Layers in the words of the protocol. */
import type { RawLayer } from '../../shared/trainerProtocol.js';
import { activationName, kernelInitializerName } from './activation.js';
import type { Models } from './models.js';
import type { Row, Rows } from './rows.js';
import { internals, isCell, isContainer, type Layer } from './tfjs.js';

/** @param depth Position in its model. */
export function describeRow(row: Row, rows: Rows, model: string | null, depth: number, models: Models): RawLayer {
  const parent = row.parent && rows.find(row.parent);
  const common = { id: row.id, name: row.name, depth, model, parent: parent?.id ?? null, calls: row.calls, frames: row.frames };
  if (!row.layer) {
    const { variable } = row;
    const weights = [{ name: row.name, shape: variable!.shape, trainable: variable!.trainable }];
    return { ...common, className: 'Variable', recurrent: null, activation: null, kernelInitializer: null, outputShape: null, weights, inbound: [] };
  }
  const { layer } = row;
  return {
    ...common,
    className: layer.getClassName(),
    recurrent: direction(row, rows),
    activation: activationName(layer),
    kernelInitializer: kernelInitializerName(layer),
    outputShape: outputShape(layer, row.seenShape),
    weights: rows.weights(layer).map(({ name, owned: { weight, owner } }) => ({
      name,
      shape: weight.shape.map((size) => size ?? 0),
      trainable: (weight.trainable && owner.trainable && isTrainable(row, rows)) || models.hasTrained(weight.val),
    })),
    inbound: inboundRows(row, rows, models).map(({ id }) => id),
  };
}

/** A cell goes the way of the recurrent layer that calls it. */
function direction({ layer, parent }: Row, rows: Rows): RawLayer['recurrent'] {
  const { cell, goBackwards } = internals(layer!);
  if (cell) return goBackwards ? 'backward' : 'forward';
  if (!isCell(layer!)) return null;
  const outer = parent && rows.find(parent);
  return (outer && direction(outer, rows)) ?? 'forward';
}

/** Nothing inside of a frozen layer is trained. */
function isTrainable({ layer, parent }: Row, rows: Rows): boolean {
  const outer = parent && rows.find(parent);
  return layer!.trainable && (!outer || isTrainable(outer, rows));
}

/** A layer reads the last of its parts, the first of which read what the layer is given. */
function inboundRows(row: Row, rows: Rows, models: Models): Row[] {
  const parts = rows.parts(row.layer!);
  const read = new Set(parts.flatMap((part) => inputsOf(part, rows, models)));
  const last = parts.filter((part) => !read.has(part));
  return last.length > 0 ? last : inputsOf(row, rows, models);
}

/** What a layer is given: by the graph, by the cell below it in a stack, or as a part of a layer that is given it. */
function inputsOf({ layer, parent }: Row, rows: Rows, models: Models): Row[] {
  const given = [...inboundLayers(layer!, models)].flatMap((inbound) => rows.find(inbound) ?? []);
  const outer = parent && rows.find(parent);
  if (given.length > 0 || !outer) return given;
  const { cell } = internals(parent);
  const below = cell && internals(cell).cells?.[internals(cell).cells!.indexOf(layer!) - 1];
  const belowRow = below && rows.find(below);
  return belowRow ? [belowRow] : inputsOf(outer, rows, models);
}

function outputShape(layer: Layer, seen: number[] | null): (number | null)[] | null {
  const shapes = internals(layer).inboundNodes[0]?.outputShapes;
  const first: unknown = Array.isArray(shapes) && Array.isArray(shapes[0]) ? shapes[0] : shapes;
  if (Array.isArray(first)) return first.map((size: unknown) => (typeof size === 'number' ? size : null));
  return seen && [null, ...seen.slice(1)];
}

/** The layers whose outputs a layer reads; through nested models to what they hold. */
function inboundLayers(layer: Layer, models: Models, seen = new Set<Layer>()): Set<Layer> {
  const found = new Set<Layer>();
  if (seen.has(layer)) return found;
  seen.add(layer);
  for (const { inboundLayers: inbound } of internals(layer).inboundNodes) {
    for (const each of inbound) {
      if (isContainer(each)) lastLayers(each).forEach((last) => found.add(last));
      else if (each.getClassName() !== 'InputLayer') found.add(each);
      else for (const container of models.startingAt(each)) inboundLayers(container, models, seen).forEach((outer) => found.add(outer));
    }
  }
  return found;
}

/** The layers that make a container's outputs. */
function lastLayers(container: Layer): Layer[] {
  return (internals(container).outputLayers ?? []).flatMap((last) => (isContainer(last) ? lastLayers(last) : [last]));
}
