import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { catalogue } from './catalogue.js';
import { programsTable } from './support/table.js';

const here = import.meta.dirname;

it('docs/programs.md is what `npm run programs` writes', () => {
  expect(fs.readFileSync(path.resolve(here, '../../docs/programs.md'), 'utf8')).toBe(programsTable(catalogue));
});

it('every area has its tests, and every program of an area is tested', () => {
  const folders = fs.readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'support');
  expect(catalogue.map(({ folder }) => folder).sort()).toEqual(folders.map(({ name }) => name).sort());
  for (const { folder, forms } of catalogue) {
    expect(fs.existsSync(path.join(here, `${folder}.test.ts`)), `${folder}.test.ts`).toBe(true);
    const tested = new Set(forms.map(({ file }) => file.split('/')[0]));
    expect(fs.readdirSync(path.join(here, folder)).filter((name) => !tested.has(name)), `untested in ${folder}`).toEqual([]);
  }
});
