import type { SavedRun } from '../analysis/index.js';
import type { EarlierRun } from '../shared/panelProtocol.js';
import { blocksOf, type Post } from './runFeed.js';

/** Sends an earlier run to a view, which draws it behind the one that it shows. */
export async function sendBaseline(earlier: EarlierRun, { store }: Pick<SavedRun, 'store'>, post: Post): Promise<void> {
  await post({ type: 'baseline', run: earlier, layers: [...store.layers], models: [...store.models] });
  for (const block of blocksOf(store)) await post({ type: 'steps', runId: earlier.id, ...block });
}
