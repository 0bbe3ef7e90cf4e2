import fs from 'node:fs';
import path from 'node:path';
import type { SourceReader } from '../remedies/index.js';

/** The user's files as they were when the run began, because that is the text to which all its positions belong. */
export class RunSources implements SourceReader {
  readonly #texts = new Map<string, string>();

  constructor(private readonly root: string, private readonly overrides: ReadonlyMap<string, string> = new Map()) {}

  /** Keeps the present text of these files (absolute paths). */
  keep(files: readonly string[]): void {
    for (const file of files) this.#keep(file);
  }

  /** All that were kept, by absolute path. */
  get texts(): ReadonlyMap<string, string> {
    return new Map([...this.#texts, ...this.overrides]);
  }

  read(file: string): string | undefined {
    return this.#keep(path.resolve(this.root, file));
  }

  #keep(file: string): string | undefined {
    const known = this.#texts.get(file) ?? this.overrides.get(file);
    if (known !== undefined) return known;
    try {
      const text = fs.readFileSync(file, 'utf8');
      this.#texts.set(file, text);
      return text;
    } catch {
      return undefined;
    }
  }
}
