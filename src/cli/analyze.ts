import fs from 'node:fs';
import path from 'node:path';
import { Analysis } from '../analysis/index.js';
import type { FindingView } from '../shared/panelProtocol.js';
import { UsageError } from './arguments.js';
import type { AnalyzeArguments } from './arguments.js';
import { failureText } from './failureText.js';
import { checkOutputs, recorder, takesStdout, writeOutputs } from './outputs.js';
import { Progress } from './progress.js';
import type { TextOutput } from './progress.js';
import { colourDepth, Style } from './style.js';
import { summary } from './summary.js';

/** The process as the command sees it. */
export interface Terminal {
  stdout: TextOutput & NodeJS.WritableStream;
  stderr: TextOutput & NodeJS.WritableStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
  trainerPath: string;
  /** Folder of the built webviews. */
  webviewFolder: string;
  /** Calls back when the user interrupts. */
  onInterrupt(listener: () => void): void;
}

const PROGRAM_FILE = /\.[cm]?[jt]sx?$/i;

export const EXIT = { done: 0, findings: 1, programFailed: 2, usage: 3, ownFailure: 4 } as const;

/** Analyzes one file and says what was found. Returns the exit code. @throws UsageError */
export async function analyze(given: AnalyzeArguments, terminal: Terminal): Promise<number> {
  const file = path.resolve(terminal.cwd, given.file);
  checkReadable(file, given.file);
  checkOutputs(given, terminal);

  const root = rootOf(file, terminal.cwd);
  const progress = new Progress(terminal.stderr);
  const analysis = new Analysis({
    file, root, cwd: given.cwd === null ? root : workingFolder(given.cwd, terminal.cwd),
    trainerPath: terminal.trainerPath, extraPackageRoot: path.dirname(terminal.trainerPath),
    entry: given.entry, args: given.args, seed: given.seed, backend: given.backend, capture: given.capture,
    histograms: given.html !== null || given.run !== null, steps: given.steps, seconds: given.seconds, atLimit: 'end',
  });
  analysis.onOutput((text, stream) => {
    const out = stream === 'stdout' && !takesStdout(given) ? terminal.stdout : terminal.stderr;
    progress.around(text, (passed) => out.write(passed));
  });
  analysis.onChange(() => {
    // Exports to choose from are listed at the end, with how to choose.
    if (!analysis.candidates) progress.update(analysis.status, analysis.store.loss(analysis.store.stepCount - 1));
  });
  terminal.onInterrupt(() => void analysis.stop());
  const recording = recorder(analysis, given, terminal);

  await analysis.start();
  if (given.trials && !analysis.status.failure) {
    terminal.onInterrupt(() => analysis.cancelTrials());
    await analysis.tryFixes();
    progress.line(analysis.status.trials!.message!);
  }
  progress.clear();

  await writeOutputs(analysis, given, terminal);
  recording?.close();
  return tell(analysis, given, terminal);
}

function tell(analysis: Analysis, given: AnalyzeArguments, terminal: Terminal): number {
  const out = takesStdout(given) ? terminal.stderr : terminal.stdout;
  const style = new Style(colourDepth(out, terminal.env));
  const shown = (relative: string): string => path.relative(terminal.cwd, path.join(analysis.root, relative)) || relative;
  const { status, store, findings, candidates } = analysis;
  if (candidates) {
    terminal.stderr.write(`${candidatesText(candidates, given)}\n`);
    return EXIT.usage;
  }
  // With a report on stdout, a program reads along: then people get the failure alone.
  const hasResults = store.stepCount > 0 || !status.failure;
  if (!takesStdout(given) && hasResults) out.write(summary(status, store, findings, { columns: out.columns ?? 0, style, pathOf: shown }));
  if (status.failure) {
    const absolute = (relative: string): string => path.join(analysis.root, relative);
    const failureStyle = new Style(colourDepth(terminal.stderr, terminal.env));
    terminal.stderr.write(`${hasResults ? '\n' : ''}${failureText(status.failure, { absolute, shown, style: failureStyle }).join('\n')}\n`);
    return EXIT.programFailed;
  }
  return reaches(findings, given.failOn) ? EXIT.findings : EXIT.done;
}

function candidatesText(candidates: readonly string[], { file, entry }: AnalyzeArguments): string {
  const names = candidates.map((name) => `  --entry ${name}`).join('\n');
  if (entry !== null) return `${file} has no export '${entry}'. It can train:\n${names}`;
  return `${file} does not say which of its exports to train. Choose one:\n${names}`;
}

function reaches(findings: readonly FindingView[], level: AnalyzeArguments['failOn']): boolean {
  if (level === 'never') return false;
  return findings.some(({ severity }) => severity === 'error' || (level === 'warning' && severity === 'warning'));
}

/** The current folder when the file lies in it, as people expect of paths in a terminal; else the file's package. */
function rootOf(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  if (!relative.startsWith('..') && !path.isAbsolute(relative)) return cwd;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) return path.dirname(file);
  }
}

/** @throws UsageError */
function workingFolder(given: string, cwd: string): string {
  const folder = path.resolve(cwd, given);
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--cwd ${given} is no folder.`);
  return folder;
}

/** A program in a language that can be bundled. @throws UsageError */
function checkReadable(file: string, given: string): void {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`There is no file ${given}.`);
  if (found.isDirectory()) throw new UsageError(`${given} is a folder: name the file in it that trains or exports the model.`);
  if (!PROGRAM_FILE.test(file)) {
    throw new UsageError(`${given} is not a program: FILE ends in .ts, .js, .mjs or .cjs (or .mts, .cts, .tsx, .jsx).`);
  }
}
