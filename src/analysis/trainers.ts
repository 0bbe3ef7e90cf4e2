import path from 'node:path';
import { findTrainers } from '../program/index.js';
import type { ProgramFailure } from '../shared/run.js';
import type { RawFailure } from '../shared/trainerProtocol.js';
import type { AnalysisOptions } from './options.js';

/** The files that import and train what is analyzed, for when it trains nothing itself. */
export class Trainers {
  #files: string[] = [];

  constructor(private readonly options: Pick<AnalysisOptions, 'file' | 'root' | 'live'>) {}

  /** Absolute paths; those found when they were last needed. */
  get files(): string[] {
    return this.#files;
  }

  /** Which file to analyze instead; null when nobody trains it. Live runs, which come with every edit, do not look. */
  hint(): string | null {
    const { file, root, live } = this.options;
    if (!live) this.#files = findTrainers(file, root);
    if (this.#files.length === 0) return null;
    const names = this.#files.map((each) => path.relative(root, each).split(path.sep).join('/'));
    return `It is imported and trained by ${names.join(', ')}: analyze ${names.length > 1 ? 'one of those' : 'that file'}.`;
  }

  /** The failure, and where to look instead if nothing trains here. */
  named(failure: ProgramFailure, { kind }: RawFailure): ProgramFailure {
    const hint = kind === 'no-training' ? this.hint() : null;
    return hint === null ? failure : { ...failure, message: `${failure.message} ${hint}` };
  }
}
