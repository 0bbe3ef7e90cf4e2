/** Ways to put a finding right, as edits of the user's source. */
import type { CauseId } from '../diagnosis/rule.js';
import type { Finding, Remedy } from '../shared/report.js';
import type { RunData } from '../shared/run.js';
import { causeOf, stackOf } from './context.js';
import type { RemedyContext, RemedyKind } from './context.js';
import { DATA_REMEDIES } from './data/index.js';
import { LAYER_REMEDIES } from './layers/index.js';
import { LOSS_REMEDIES } from './loss/index.js';
import { OPTIMIZER_REMEDIES } from './optimizers/index.js';
import { SourceFiles } from './sourceFile.js';
import type { SourceReader } from './sourceFile.js';

export { applyEdits } from './applyEdits.js';
export type { SourceReader } from './sourceFile.js';

const KINDS: readonly RemedyKind[] = [...LAYER_REMEDIES, ...OPTIMIZER_REMEDIES, ...LOSS_REMEDIES, ...DATA_REMEDIES];

/** More would be no advice. */
const MOST_REMEDIES = 6;

/** Causes in the data, the loss or the arguments: only remedies that are made for them are the right advice. */
const ANSWERED_BY_CAUSE = new Set<CauseId>([
  'input-data', 'operation-gradient', 'loss-function', 'optimizer', 'single-unit-softmax', 'output-range',
]);

/**
 * The remedies for a finding, best first. Those that can be applied come before those that only say what to do by hand.
 *
 * @param sources the user's files as they are now: edits are made for exactly this text.
 * @param most how many are wanted, a third of them to be done by hand; those that fit least are left out
 */
export function remediesFor(finding: Finding, data: RunData, sources: SourceReader, most = MOST_REMEDIES): Remedy[] {
  const cause = causeOf(finding);
  const context: RemedyContext = {
    finding,
    data,
    sources: new SourceFiles(sources),
    layers: data.layers.filter(({ id }) => finding.layers.includes(id)),
    stack: stackOf(finding, data),
  };
  const proposed: { remedy: Remedy; fitness: number }[] = [];
  for (const kind of KINDS) {
    if (ANSWERED_BY_CAUSE.has(cause) && !kind.causes?.includes(cause)) continue;
    const fitness = kind.fitness(context);
    const remedy = fitness > 0 ? kind.propose(context) : null;
    if (remedy !== null) proposed.push({ remedy, fitness: remedy.edits.length > 0 ? fitness : fitness - 1 });
  }
  const ranked = proposed.sort((a, b) => b.fitness - a.fitness).map(({ remedy }) => remedy);
  const byHand = ranked.filter(({ edits }) => edits.length === 0).slice(Math.floor(most / 3));
  return ranked.filter((remedy) => !byHand.includes(remedy)).slice(0, most);
}
