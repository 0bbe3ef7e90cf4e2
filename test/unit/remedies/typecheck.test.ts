import * as path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { RuleId } from '../../../src/shared/report.js';
import { analyze, cured, findingOf, nodeModules, remedies } from './analyzed.js';
import { MISTAKES } from './mistakes.js';
import { FAULTY_STYLES, RELU_STYLES } from './programs.js';

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
  it('type-check strictly, helper included', { timeout: 300_000 }, async () => {
    // Beside node_modules, so that tfjs's types are found; nothing is written there.
    const home = path.join(nodeModules(), '..', 'type-checked');
    const files = new Map<string, string>();
    const rules: RuleId[] = ['vanishing-gradient', 'exploding-gradient', 'dead-relu', 'unstable-loss', 'slow-learning'];
    const known = new Set<string>();
    for (const [i, style] of [...RELU_STYLES, ...FAULTY_STYLES].entries()) {
      if (!style.main.endsWith('.ts')) continue;
      const program = await analyze(style.files, style.main);
      const all = program.data.layers.map(({ id }) => id);
      const findings = 'finding' in style ? [findingOf(style.finding[0], all, style.finding[1])] : rules.map((rule) => findingOf(rule, all));
      for (const finding of findings) {
        for (const remedy of remedies(program, finding)) {
          // Most remedies make the same edit for every rule.
          const key = JSON.stringify([i, remedy.edits, remedy.createFiles]);
          if (remedy.edits.length === 0 || known.has(key)) continue;
          known.add(key);
          for (const [file, text] of Object.entries(cured(program, remedy))) files.set(path.join(home, `${i}-${finding.rule}-${remedy.id}`, file), text);
        }
      }
    }
    for (const [i, { title, text, rule, evidence, losses = [] }] of MISTAKES.entries()) {
      const program = await analyze({ 'm.ts': text }, 'm.ts');
      const data = { ...program.data, models: program.data.models.map((model) => ({ ...model, losses })) };
      const edited = remedies(program, findingOf(rule, ['o'], evidence), data).filter(({ edits }) => edits.length > 0);
      expect(edited, title).not.toEqual([]);
      for (const remedy of edited) {
        const after = cured(program, remedy);
        for (const [file, text] of Object.entries(after)) files.set(path.join(home, `mistake-${i}-${remedy.id}`, file), text);
        await analyze(after, 'm.ts');
      }
    }
    expect([...files.keys()].filter((file) => file.endsWith('gradientClipping.ts')).length).toBeGreaterThan(5);
    expect(complaints(files)).toEqual([]);
  });
});
