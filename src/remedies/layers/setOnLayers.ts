/** Options set in the calls that make layers. */
import type { SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { callAtSite, uniqueSites } from '../context.js';
import type { CallSite, RemedyContext } from '../context.js';
import { setOptions } from '../options.js';
import type { OptionValues } from '../options.js';

/** What to set in one call, given the layers it made; null or nothing leaves it as it is. */
export type ValuesFor = (call: CallSite, made: readonly LayerInfo[]) => OptionValues | null;

/** @returns the edits, one set for each call in the source, and the layers that they change. */
export function setOnLayers(
  context: RemedyContext, layers: readonly LayerInfo[], valuesFor: ValuesFor,
): { edits: SourceEdit[]; changed: LayerInfo[] } {
  const edits: SourceEdit[] = [];
  const changed: LayerInfo[] = [];
  for (const { site, layers: made } of uniqueSites(layers)) {
    const call = callAtSite(context.sources, site);
    if (call === null || call.path.node.callee.type === 'Super') continue;
    const values = valuesFor(call, made);
    const found = values === null || values.length === 0 ? [] : setOptions(call.source, call.path.node, values);
    if (found.length === 0) continue;
    edits.push(...found);
    changed.push(...made);
  }
  return { edits, changed };
}
