/** The files that a run is written to: where each goes, whether that works, and how it is made. */
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { version } from '../../package.json';
import { htmlReport, readWebviewBundle, reportJson, RunRecorder } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { UsageError } from './arguments.js';
import type { AnalyzeArguments } from './arguments.js';
import { sarifLog } from './sarif.js';

const FORMATS = ['json', 'sarif', 'html'] as const;
type Format = (typeof FORMATS)[number];

export interface OutputPlaces {
  cwd: string;
  stdout: NodeJS.WritableStream;
  /** Folder of the built webviews. */
  webviewFolder: string;
}

/** Whether a program reads stdout, so that nothing else may be written to it. */
export function takesStdout(given: AnalyzeArguments): boolean {
  return FORMATS.some((format) => given[format] === '-');
}

/** Says so before the run, not after it. @throws UsageError */
export function checkOutputs(given: AnalyzeArguments, { cwd }: OutputPlaces): void {
  for (const format of [...FORMATS, 'run'] as const) {
    const target = given[format];
    if (target !== null && target !== '-') checkWritable(`--${format} ${target}`, path.resolve(cwd, target));
  }
}

/** Begins to write the run file; null where none is asked for. @throws UsageError */
export function recorder(analysis: Analysis, { run }: AnalyzeArguments, { cwd }: OutputPlaces): RunRecorder | null {
  if (run === null) return null;
  try {
    return new RunRecorder(analysis, path.resolve(cwd, run), `Gradient Inspector ${version}`);
  } catch (error) {
    throw new UsageError(`--run ${run} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Writes what was asked for, of a run that is over, whether it failed or not. */
export async function writeOutputs(analysis: Analysis, given: AnalyzeArguments, places: OutputPlaces): Promise<void> {
  for (const format of FORMATS) {
    const target = given[format];
    if (target === null) continue;
    const text = Readable.from(pieces(format, analysis, places));
    if (target === '-') await pipeline(text, places.stdout, { end: false });
    else await pipeline(text, fs.createWriteStream(path.resolve(places.cwd, target)));
  }
}

function pieces(format: Format, analysis: Analysis, { webviewFolder }: OutputPlaces): Iterable<string> {
  switch (format) {
    case 'json': return reportJson(analysis.report());
    case 'sarif': return [`${JSON.stringify(sarifLog(analysis.report(), version), null, 2)}\n`];
    case 'html': return htmlReport(analysis, readWebviewBundle(webviewFolder));
  }
}

function checkWritable(option: string, target: string): void {
  const folder = path.dirname(target);
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${option}: there is no such folder.`);
  if (fs.statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${option} is a folder.`);
}
