/** Runs a user's program the way the command does: bundle, training child, capture, report. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIsStale } from '../../../scripts/staleness.mjs';
import { Analysis } from '../../../src/analysis/index.js';
import { trainerOn } from '../../../src/analysis/trainerOn.js';
import type { Report } from '../../../src/shared/report.js';
import type { NonFiniteOrigin } from '../../../src/shared/run.js';
import type { ProgramForm } from './form.js';

const repository = path.resolve(import.meta.dirname, '../../..');
const trainerPath = path.join(repository, 'dist/trainer/main.js');

export interface ProgramRun {
  /** The report as its readers get it. */
  report: Report;
  firstNonFinite: NonFiniteOrigin | null;
  /** What the program wrote. */
  output: string;
  /** What the user is told about the run. */
  notes: string[];
  /** The workspace that it ran in; removed after the test. */
  root: string;
  /** Line of a text that stands once in a file of the program. */
  lineOf(text: string, file?: string): number;
}

/** Copies the program into a workspace of its own, runs it there and hands the result to `look`. */
export async function runForm(area: string, form: ProgramForm, look: (run: ProgramRun) => void): Promise<void> {
  if (buildIsStale(repository)) throw new Error('The build is older than the sources: run `npm run build` first.');
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'program-test-')));
  const environment = { ...process.env };
  try {
    const main = copyProgram(path.join(repository, 'test/programs', area), form, root);
    linkPackages(form.packages ?? [], root);
    await form.prepare?.(root);
    Object.assign(process.env, form.env);
    const analysis = new Analysis({
      file: main, root, cwd: path.join(root, form.cwd ?? '.'), args: form.args, entry: form.entry, steps: form.limit,
      backend: 'wasm', atLimit: 'end', trainerPath: trainerOn(form.tfjs ?? 'embedded', trainerPath),
    });
    let output = '';
    analysis.onOutput((text) => (output += text));
    await analysis.start();
    look({
      report: analysis.report(), firstNonFinite: analysis.store.firstNonFinite, output, notes: analysis.status.notes, root,
      lineOf: (text, file) => lineOf(file === undefined ? main : path.join(root, file), text),
    });
  } finally {
    for (const name of Object.keys(form.env ?? {})) {
      if (name in environment) process.env[name] = environment[name];
      else Reflect.deleteProperty(process.env, name);
    }
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** The single file, or the folder below the area's that it lies in. */
function copyProgram(folder: string, { file }: ProgramForm, root: string): string {
  const [top, ...rest] = file.split('/');
  fs.cpSync(path.join(folder, top!), rest.length > 0 ? root : path.join(root, top!), { recursive: true });
  return path.join(root, ...(rest.length > 0 ? rest : [top!]));
}

function linkPackages(names: readonly string[], root: string): void {
  for (const name of names) {
    const link = path.join(root, 'node_modules', name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(repository, 'node_modules', name), link, 'junction');
  }
}

function lineOf(file: string, text: string): number {
  const lines = fs.readFileSync(file, 'utf8').split('\n').flatMap((line, i) => (line.includes(text) ? [i + 1] : []));
  if (lines.length !== 1) throw new Error(`'${text}' stands ${lines.length} times in ${path.basename(file)}; it must stand there once.`);
  return lines[0]!;
}
