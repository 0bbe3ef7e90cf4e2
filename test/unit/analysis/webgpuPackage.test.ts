import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { webgpuPackage } from '../../../src/analysis/webgpuPackage.js';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-webgpu-package-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function folderWith(name: string, hasPackage: boolean): string {
  const there = path.join(folder, name);
  fs.mkdirSync(path.join(there, 'node_modules', 'webgpu'), { recursive: true });
  if (hasPackage) fs.writeFileSync(path.join(there, 'node_modules', 'webgpu', 'index.js'), '');
  return there;
}

it('finds the package in the workspace, else among its own', () => {
  const [workspace, own, empty] = [folderWith('workspace', true), folderWith('own', true), folderWith('empty', false)];
  expect(webgpuPackage(workspace, own).installed).toBe(path.join(workspace, 'node_modules/webgpu/index.js'));
  expect(webgpuPackage(empty, own).installed).toBe(path.join(own, 'node_modules/webgpu/index.js'));
  expect(webgpuPackage(workspace, own).install).toBeNull();
});

it('says what would install it where it is missing, and where nothing can', () => {
  const empty = folderWith('empty', false);
  const { installed, install, message } = webgpuPackage(empty, empty, 'linux-x64');
  expect(installed).toBeNull();
  expect(install).toMatchObject({ command: 'npm', folder: empty });
  expect(install!.args).toContain(empty);
  expect(message).toContain(`npm ${install!.args.join(' ')}`);
  expect(webgpuPackage(empty, empty, 'aix-ppc64')).toEqual({
    installed: null, install: null, message: 'The package webgpu has no binary for this platform (aix-ppc64).',
  });
});
