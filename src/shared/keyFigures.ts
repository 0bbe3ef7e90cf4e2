/** The figures by which one can see that a run is sound. */
import { formatNumber } from './format.js';
import type { LayerInfo } from './run.js';
import type { Statistic } from './statistics.js';

interface Numbers {
  readonly layers: readonly LayerInfo[];
  loss(step: number): number | undefined;
  value(layer: string, statistic: Statistic, step: number): number | undefined;
}

/** Steps back from the last one that are looked through for each layer: models that take turns come back within so many. */
const LOOK_BACK = 64;

/** One sentence each, without its full stop; none where nothing is known. */
export function keyFigures(run: Numbers, steps: number): string[] {
  const figures: string[] = [];
  const [first, last] = [run.loss(0), run.loss(steps - 1)];
  if (first !== undefined && last !== undefined && steps > 1) figures.push(`Loss from ${formatNumber(first)} to ${formatNumber(last)}`);
  const gradients = latest(run, steps, 'outputGradientRms').filter((x) => x > 0);
  if (gradients.length > 0) {
    const [least, largest] = [Math.min(...gradients), Math.max(...gradients)].map(formatNumber);
    figures.push(`Gradients from ${least} to ${largest} across layers at the last step`);
  }
  const updates = latest(run, steps, 'updateToWeightRatio').filter((x) => Number.isFinite(x) && x > 0).sort((a, b) => a - b);
  if (updates.length > 0) {
    const median = formatNumber(updates[Math.floor(updates.length / 2)]!);
    figures.push(`Updates move the weights by ${median} of their norm a step (median; around 1e-3 is usual)`);
  }
  return figures;
}

/** A statistic of each layer at the last step that touched it. */
function latest(run: Numbers, steps: number, statistic: Statistic): number[] {
  return run.layers.flatMap(({ id }) => {
    for (let step = steps - 1; step >= Math.max(0, steps - LOOK_BACK); step--) {
      const value = run.value(id, statistic, step);
      if (value !== undefined) return [value];
    }
    return [];
  });
}
