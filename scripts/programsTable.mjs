// @ts-check
/** `npm run programs`: writes docs/programs.md from the lists of program forms in test/programs. */
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './dependencies.mjs';

const { outputFiles } = await build({
  stdin: {
    contents: 'export { catalogue } from "./catalogue.js"; export { programsTable } from "./support/table.js";',
    resolveDir: path.join(root, 'test/programs'),
    loader: 'ts',
  },
  bundle: true, write: false, format: 'esm', platform: 'node', packages: 'external', logLevel: 'warning',
});
const compiled = path.join(root, 'out', 'programsTable.mjs');
fs.mkdirSync(path.dirname(compiled), { recursive: true });
fs.writeFileSync(compiled, outputFiles[0].text);
const { catalogue, programsTable } = await import(compiled);
fs.writeFileSync(path.join(root, 'docs/programs.md'), programsTable(catalogue));
