/** What the views say about a run, in words. */
import { plural } from '../../src/shared/format.js';
import type { FindingView, RunStatus } from '../../src/shared/panelProtocol.js';
import { ranked } from './findings.js';

/** "Running · step 60 of 500" */
export function statusWords(status: RunStatus): string {
  const limit = status.stepLimit === null ? '' : ` of ${status.stepLimit}`;
  switch (status.phase) {
    case 'starting': return 'Starting…';
    case 'running': return status.steps === 0 ? 'Running · no step yet' : `Running · step ${status.steps}${limit}`;
    case 'paused': return `Paused after ${plural(status.steps, 'step')}`;
    case 'stopping': return 'Stopping…';
    case 'done': return `${endWords(status)} · ${plural(status.steps, 'step')}`;
  }
}

function endWords(status: RunStatus): string {
  if (status.failure) return 'Failed';
  switch (status.stopped) {
    case 'steps': return 'Finished at the step limit';
    case 'seconds': return 'Finished at the time limit';
    case 'user': return 'Stopped';
    case 'error': return 'Failed';
    case 'timeout': return 'Stopped for silence';
    case 'memory': return 'Stopped: out of memory';
    default: return 'Finished';
  }
}

/** How far a run with a known end is, from 0 to 1; null when nobody knows. */
export function progressOf(status: RunStatus): number | null {
  if (status.phase === 'done') return null;
  return status.stepLimit ? Math.min(1, status.steps / status.stepLimit) : null;
}

/** One line on how the run does. Null while there is nothing to say. */
export function verdict(findings: readonly FindingView[] | null, steps: number): string | null {
  if (!findings || steps === 0) return null;
  return findings.length === 0 ? `Nothing wrong found in ${plural(steps, 'step')}.` : ranked(findings)[0]!.finding.message;
}
