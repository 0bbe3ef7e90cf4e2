/** What the user should know of a run, in plain sentences. */
import type { BundledProgram } from '../program/index.js';
import type { LayerInfo } from '../shared/run.js';
import type { TrainerEvent } from '../shared/trainerProtocol.js';

type Event<T extends TrainerEvent['type']> = Extract<TrainerEvent, { type: T }>;

/** Each is said once; the one about silence goes again when a step comes. */
export class Notes {
  readonly #said: string[] = [];
  #silence: string | null = null;

  constructor(private readonly onChange: () => void) {}

  get all(): string[] {
    return this.#silence === null ? [...this.#said] : [...this.#said, this.#silence];
  }

  add(message: string | null): void {
    if (message === null || this.#said.includes(message)) return;
    this.#said.push(message);
    this.onChange();
  }

  /** Another run begins. */
  clear(): void {
    this.#said.length = 0;
    this.#silence = null;
  }

  /** Null: there is none any more. */
  set silence(message: string | null) {
    if (message === this.#silence) return;
    this.#silence = message;
    this.onChange();
  }
}

/** What the program reported, with its place. */
export function noteText({ message, frames = [] }: Event<'note'>, program: BundledProgram | null): string {
  const site = program?.locateAll(frames)[0];
  return site ? `${site.file}:${site.line}: ${message}` : message;
}

export function entryNote(event: Event<'entry'>): string {
  if (event.how === 'call') return `The file trains nothing by itself, so its export \`${event.name}\` was called.`;
  const data = event.dataKind === 'synthetic' ? 'made-up data of the right shapes' : 'the data that the file exports';
  return `The file trains nothing by itself, so its export \`${event.name}\` was trained on ${data}.`;
}

export function tracingNote(step: number): string {
  return `A value that is not finite showed at step ${step}, near steps that were not captured: the program is run a second time, `
    + 'with the same seed, to find where it came from.';
}

/** @param reason a sentence */
export function untracedNote(step: number, reason: string): string {
  return `Where the value that is not finite at step ${step} came from is not certain. ${reason} With capture set to "every" it would be.`;
}

/** Layers of a loaded model have no line, and whoever looks for them in the source should know. */
export function unlocatedNote(model: string, layers: readonly LayerInfo[]): string | null {
  const without = layers.filter((layer) => layer.model === model && layer.site === null).map(({ name }) => name);
  if (without.length === 0) return null;
  const names = without.length > 4 ? `${without.slice(0, 3).join(', ')} and ${without.length - 3} more` : without.join(', ');
  return `No line of the program makes ${names} of the model ${model}: loaded layers have no place in the source.`;
}
