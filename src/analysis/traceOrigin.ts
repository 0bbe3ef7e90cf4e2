/**
 * Where the first non-finite value came from, when the step at which it showed was not captured: the same program with the
 * same seed is trained again up to there, and its last steps are captured. Fenced, because the user has not started it.
 */
import { scratchFolder, TrainerProcess } from '../run/index.js';
import type { BackendInfo, NonFiniteOrigin } from '../shared/run.js';
import type { StartCommand, StepEvent } from '../shared/trainerProtocol.js';
import { seedOf, trainerSetup } from './options.js';
import type { AnalysisOptions } from './options.js';

/** The second run gets so many times the first one's time to the step, and some seconds to start. */
const TIME_FACTOR = 2;
const START_SECONDS = 10;
const MOST_SECONDS = 120;

/** Native libraries cannot be loaded behind the fence. */
const FENCEABLE: readonly BackendInfo['name'][] = ['wasm', 'cpu'];

/** Finds the step whose non-finite value has to be traced. */
export class OriginWatch {
  #wasCaptured = true;
  #seen = false;

  /** Whether the origin that this step tells may be another: a value shows at the step after the one whose update made it. */
  isUncertain({ rows, firstNonFinite }: StepEvent): boolean {
    const isCaptured = rows.length > 0;
    const uncertain = !this.#seen && firstNonFinite !== null && !(isCaptured && this.#wasCaptured);
    this.#wasCaptured = isCaptured;
    this.#seen ||= firstNonFinite !== null;
    return uncertain;
  }
}

export interface TraceRequest {
  options: AnalysisOptions;
  backend: BackendInfo;
  /** The run's own. */
  start: StartCommand;
  /** The step at which the value showed. */
  event: StepEvent;
  /** The run's loss at a step: another one shows that the program does not repeat itself. */
  loss(step: number): number | undefined;
}

/** Where it came from, or in a sentence why that cannot be found. */
export type Traced = { origin: NonFiniteOrigin } | { reason: string };

/** A sentence, or null when there can be a second run. */
export function whyNotTraced(options: AnalysisOptions, { name }: BackendInfo): string | null {
  if (seedOf(options) === null) return 'The run has no seed, so that it cannot be repeated.';
  return FENCEABLE.includes(name) ? null : `A run on the backend "${name}" is not repeated by itself.`;
}

export async function traceOrigin(request: TraceRequest, signal: AbortSignal): Promise<Traced> {
  const { options, backend, start, event } = request;
  const setup = { ...trainerSetup(options), backend: backend.name, fence: { scratch: scratchFolder() } };
  const child = new TrainerProcess(setup, options);
  const stop = (): void => void child.stop();
  const timer = setTimeout(stop, 1000 * Math.min(MOST_SECONDS, TIME_FACTOR * event.time / 1000 + START_SECONDS));
  signal.addEventListener('abort', stop, { once: true });
  let traced: Traced = { reason: 'The program came to no such value again in twice the time.' };
  child.onEvent((message) => {
    if (message.type === 'failed') traced = { reason: message.failure.message };
    if (message.type !== 'step' || 'origin' in traced) return;
    if (!Object.is(message.loss, request.loss(message.step))) {
      traced = { reason: `The program does not repeat itself: run again with the same seed, it has another loss at step ${message.step}.` };
      stop();
    } else if (message.firstNonFinite) {
      traced = { origin: message.firstNonFinite };
      stop();
    }
  });
  try {
    await child.ready;
    child.start({ ...start, capture: 'every', captureFrom: Math.max(0, event.step - 1), histograms: false, steps: event.step + 1, seconds: null, atLimit: 'end' });
    await child.stopped;
  } catch (error) {
    traced = { reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await child.stop();
  }
  return traced;
}
