/** Runs the user's bundle as the main module of this process. */
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { StartCommand } from '../../shared/trainerProtocol.js';
import { intercept } from '../capture/patch.js';
import type { IsBundle } from '../capture/sites.js';

/** What the program exports, once it has run. */
export type Exports = Readonly<Record<string, unknown>>;

export interface LoadedProgram {
  /** Tells the scripts of the program from those of its packages and of ours. */
  isBundle: IsBundle;
  /** Runs it. Rejects with what the program throws. */
  run(): Promise<Exports>;
}

/** @param scratch Folder for a file of ours, when the bundle has to be one. */
export function prepareProgram({ program, args, cwd }: StartCommand, scratch: string = os.tmpdir()): LoadedProgram {
  process.argv = [process.execPath, program.file, ...args];
  process.chdir(cwd);
  if (program.format === 'module') return moduleProgram(program.code, scratch);
  return {
    isBundle: (script) => script === program.file,
    run: async () => runCommonJs(program.file, program.code),
  };
}

/** `require.main === module` holds, and `require`, `__filename` and `__dirname` are those of the user's file. */
function runCommonJs(file: string, code: string): Exports {
  const main = new Module(file);
  main.filename = file;
  main.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(path.dirname(file));
  process.mainModule = main;
  keepQuietAboutLoader();
  const compiled = vm.compileFunction(withoutHashbang(code), ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: file,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER as never,
  }) as (...values: unknown[]) => void;
  compiled.call(main.exports, main.exports, createRequire(file), main, file, path.dirname(file));
  main.loaded = true;
  return main.exports as Exports;
}

/** Node warns of the option below as experimental at the program's first `import()`. */
function keepQuietAboutLoader(): void {
  intercept(process, 'emitWarning', (_, args, call) => {
    if (!String(args[0]).startsWith('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER')) call(...args);
  });
}

/** An ES module has to be a file to be imported: one of ours, in a folder of ours. */
function moduleProgram(code: string, scratch: string): LoadedProgram {
  const folder = fs.mkdtempSync(path.join(scratch, 'gradient-inspector-'));
  const file = path.join(fs.realpathSync(folder), 'program.mjs');
  const url = pathToFileURL(file).href;
  return {
    isBundle: (script) => script === url || script === file,
    async run() {
      fs.writeFileSync(file, withoutHashbang(code));
      process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
      return (await import(url)) as Exports;
    },
  };
}

/** Only files may begin with `#!`; positions stay as they are. */
function withoutHashbang(code: string): string {
  return code.replace(/^#!/, '//');
}
