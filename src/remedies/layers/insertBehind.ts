/** A new layer behind each of several: the edits, as far as they touch no layer that is not meant. */
import type { SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { isMadeAt, uniqueSites } from '../context.js';
import type { RemedyContext } from '../context.js';
import type { SourceFile } from '../sourceFile.js';
import { insertAfterLayer } from './insertAfterLayer.js';

/** Source text of the new layer in the words of a file; null if the file has no name for it. */
export type NewLayer = (source: SourceFile, behind: LayerInfo) => string | null;

export interface Inserted {
  edits: SourceEdit[];
  /** The layers that get one. */
  layers: LayerInfo[];
}

export function insertBehind(context: RemedyContext, layers: readonly LayerInfo[], newLayer: NewLayer): Inserted {
  const { sources, data } = context;
  const edits = new Map<string, SourceEdit>();
  const changed: LayerInfo[] = [];
  const meant = new Set(layers.map(({ id }) => id));
  for (const { site, layers: made } of uniqueSites(layers)) {
    const others = data.layers.filter((layer) => !meant.has(layer.id) && isMadeAt(layer, site));
    // One call that makes a helper's layers for several callers is followed from each of them.
    for (const layer of made) {
      const insert = (one: LayerInfo): SourceEdit[] | null =>
        insertAfterLayer(sources, site, one.callers, (source) => newLayer(source, layer));
      const found = insert(layer);
      if (found === null || others.some((other) => JSON.stringify(insert(other)) === JSON.stringify(found))) continue;
      for (const edit of found) edits.set(JSON.stringify(edit), edit);
      changed.push(layer);
    }
  }
  return { edits: [...edits.values()], layers: changed };
}
