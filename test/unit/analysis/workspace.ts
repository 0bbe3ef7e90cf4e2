import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Analysis } from '../../../src/analysis/index.js';
import type { AnalysisOptions } from '../../../src/analysis/index.js';

/** A folder with the given files; removed by `removeFolders`. */
export function folderWith(files: Record<string, string>): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'analysis-test-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

const folders: string[] = [];

export function removeFolders(): void {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}

export function fakeTrainer(name: string): string {
  return path.resolve(import.meta.dirname, '../../fixtures/trainers', `${name}.js`);
}

/** An analysis of a file that does nothing, by one of the stand-ins for the trainer. */
export function analysisBy(trainer: string, options: Partial<AnalysisOptions> = {}): Analysis {
  const root = options.root ?? folderWith({ 'model.js': 'module.exports = 1;\n' });
  const file = path.join(root, 'model.js');
  return new Analysis({ file, root, atLimit: 'end', trainerPath: fakeTrainer(trainer), ...options });
}
