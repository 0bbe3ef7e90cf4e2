import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { HEALTHY, eventually, lensesAbove, open, program, reset } from './support.js';

async function setLive(on: boolean): Promise<void> {
  await vscode.workspace.getConfiguration('gradientInspector').update('live', on, vscode.ConfigurationTarget.Global);
}

describe('live gradients', () => {
  afterEach(reset);

  it('are off until they are switched on, then follow edits without a command', async () => {
    const uri = await program(HEALTHY);
    const editor = await open(uri);
    assert.equal(await lensesAbove(uri, 'units: 8'), '');
    await setLive(true);
    await eventually(() => lensesAbove(uri, 'units: 8'), (title) => /^∇ \d/.test(title), 'lenses of a live run');

    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// edited\n'));
    await eventually(() => lensesAbove(uri, 'units: 8'), (title) => /^∇ \d[^·]*$/.test(title), 'lenses of the edited file');
    assert.ok(editor.document.isDirty, 'the file is not saved by it');
  });

  it('keep the last good lenses while the file does not parse', async () => {
    const uri = await program(HEALTHY);
    const editor = await open(uri);
    await setLive(true);
    await eventually(() => lensesAbove(uri, 'units: 8'), (title) => /^∇ \d/.test(title), 'lenses of a live run');
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'const broken = (\n'));
    assert.match(await lensesAbove(uri, 'units: 8'), /^∇ \d.* · before your edit/);
  });
});
