/** Rows of the heatmap: layers grouped by model, in order of execution. */
import type { LayerInfo, ModelInfo } from '../../src/shared/run.js';

/** Models in the order they are first used; layers and variables of no model last. Stable within a model. */
export function inDepthOrder(layers: readonly LayerInfo[], models: readonly ModelInfo[]): LayerInfo[] {
  const rank = new Map(models.map((model, i) => [model.id, i]));
  const rankOf = (layer: LayerInfo): number => (layer.model === null ? models.length : rank.get(layer.model) ?? models.length);
  return [...layers].sort((a, b) => rankOf(a) - rankOf(b) || a.depth - b.depth);
}

export interface RowGroup {
  /** Null: the run has one group only, which needs no name. */
  name: string | null;
  first: number;
  count: number;
}

/** Consecutive rows of the same model. */
export function groupsOf(layers: readonly LayerInfo[], models: readonly ModelInfo[]): RowGroup[] {
  const names = new Map(models.map((model) => [model.id, model.name]));
  const groups: (RowGroup & { model: string | null })[] = [];
  layers.forEach((layer, i) => {
    const last = groups.at(-1);
    if (last && last.model === layer.model) last.count++;
    else groups.push({ model: layer.model, name: groupName(layer, names), first: i, count: 1 });
  });
  return groups.map(({ name, first, count }) => ({ name: groups.length > 1 ? name : null, first, count }));
}

function groupName(layer: LayerInfo, names: Map<string, string>): string {
  if (layer.model !== null) return names.get(layer.model) ?? layer.model;
  return layer.className === 'Variable' ? 'Variables' : 'No model';
}
