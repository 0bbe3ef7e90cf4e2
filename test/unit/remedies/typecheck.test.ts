import * as path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { RuleId } from '../../../src/shared/report.js';
import { analyze, cured, findingOf, nodeModules, remedies } from './analyzed.js';
import { RELU_STYLES } from './programs.js';

/** Compiles the files (absolute path -> text) strictly against the types of the installed tfjs and gives what the compiler says. */
function complaints(files: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true, noEmit: true, skipLibCheck: true, esModuleInterop: true, types: [],
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile, directoryExists } = host;
  const folders = new Set([...files.keys()].map((file) => path.dirname(file)));
  host.directoryExists = (folder) => folders.has(path.normalize(folder)) || directoryExists!(folder);
  host.readFile = (file) => files.get(path.normalize(file)) ?? readFile(file);
  host.fileExists = (file) => files.has(path.normalize(file)) || fileExists(file);
  host.getSourceFile = (file, target, ...rest) => {
    const text = files.get(path.normalize(file));
    return text === undefined ? getSourceFile(file, target, ...rest) : ts.createSourceFile(file, text, target);
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host)).map((diagnostic) => {
    const at = diagnostic.file === undefined ? '' : `${diagnostic.file.fileName}:${diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start!).line + 1}: `;
    return at + ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  });
}

describe('edited TypeScript programs', () => {
  it('type-check strictly, helper included', { timeout: 120_000 }, async () => {
    // Beside node_modules, so that tfjs's types are found; nothing is written there.
    const home = path.join(nodeModules(), '..', 'type-checked');
    const files = new Map<string, string>();
    const rules: RuleId[] = ['vanishing-gradient', 'exploding-gradient', 'dead-relu', 'unstable-loss', 'slow-learning'];
    for (const [i, { files: sources, main }] of RELU_STYLES.entries()) {
      if (!main.endsWith('.ts')) continue;
      const program = await analyze(sources, main);
      const all = program.data.layers.map(({ id }) => id);
      for (const rule of rules) {
        for (const remedy of remedies(program, findingOf(rule, all))) {
          for (const [file, text] of Object.entries(cured(program, remedy))) files.set(path.join(home, `${i}-${rule}-${remedy.id}`, file), text);
        }
      }
    }
    expect([...files.keys()].filter((file) => file.endsWith('gradientClipping.ts')).length).toBeGreaterThan(5);
    expect(complaints(files)).toEqual([]);
  });
});
