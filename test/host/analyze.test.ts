import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  EXPLODING, HEALTHY, VANISHING, analyze, applyQuickFix, diagnostics, eventually, exists, files, folder, found, lensesAbove,
  lineOf, open, program, quickFixes, reset,
} from './support.js';

describe('a file whose gradients vanish', () => {
  afterEach(reset);

  it('gets a diagnostic on the line that makes the layer, with a page that explains the rule', async () => {
    const uri = await program(VANISHING);
    const { document } = await open(uri);
    const report = await analyze(uri);
    assert.equal(report.error, null);
    assert.ok(report.steps > 0);
    const [diagnostic] = await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length > 0, 'a diagnostic');
    assert.equal(diagnostic.range.start.line, lineOf(document, "name: 'first'"));
    assert.equal(document.getText(diagnostic.range), 'tf.layers.dense');
    assert.ok(typeof diagnostic.code === 'object');
    assert.ok(await exists(diagnostic.code.target), diagnostic.code.target.toString());
  });

  it('gets lenses with the gradient, what is wrong, and the best fix; one for all layers of a loop', async () => {
    const uri = await program(VANISHING);
    await open(uri);
    await analyze(uri);
    assert.match(await lensesAbove(uri, "name: 'first'"), /^∇ \d.* · vanishing \| Fix: ./);
    assert.match(await lensesAbove(uri, "activation: 'sigmoid' }))"), /^7 layers · ∇ .+ … .+/);
    assert.match(await lensesAbove(uri, "name: 'last'"), /^∇ \d/);
    assert.match(await lensesAbove(uri, 'import * as tf'), /Analyze gradients/);
  });

  it('is put right by a quick fix, which one undo takes back', async () => {
    const uri = await program(VANISHING);
    const editor = await open(uri);
    const { document } = editor;
    await analyze(uri);
    const [diagnostic] = await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length > 0, 'a diagnostic');
    const fixes = await quickFixes(uri, diagnostic.range);
    assert.equal(fixes.filter(({ isPreferred }) => isPreferred).length, 1);
    assert.ok(fixes.some(({ title }) => /batch normalization/i.test(title)), fixes.map(({ title }) => title).join(', '));
    const loop = document.lineAt(lineOf(document, "activation: 'sigmoid' }")).range;
    const fromLoop = await quickFixes(uri, loop);
    assert.deepEqual(fromLoop.map(({ title }) => title), fixes.map(({ title }) => title), 'the same at the finding\'s other layers');

    await applyQuickFix(editor, diagnostic.range.start.line);
    assert.notEqual(document.getText(), VANISHING);
    const report = await analyze(uri);
    assert.equal(report.error, null, 'the fixed program runs');
    await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length === 0, 'the finding to be gone');

    await open(uri);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), VANISHING);
  });

  it('keeps its lenses and diagnostics on their layers while it is edited, and says that they are old', async () => {
    const uri = await program(VANISHING);
    const editor = await open(uri);
    await analyze(uri);
    await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length > 0, 'a diagnostic');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// one\n// two\n'));
    assert.match(await lensesAbove(uri, "name: 'first'"), /^∇ .* · vanishing · before your edit/);
    const [moved] = found(uri, 'vanishing-gradient');
    assert.equal(editor.document.getText(moved.range), 'tf.layers.dense');
    assert.equal(moved.range.start.line, lineOf(editor.document, "name: 'first'"));

    await vscode.commands.executeCommand('undo');
    assert.match(await lensesAbove(uri, "name: 'first'"), /^∇ .* · vanishing \|/);
  });

  it('is offered fixes that fit the text as it is now', async () => {
    const uri = await program(VANISHING);
    const editor = await open(uri);
    await analyze(uri);
    await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length > 0, 'a diagnostic');
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), '/* a comment\n   of two lines */\n'));
    const edited = editor.document.getText();
    await applyQuickFix(editor, lineOf(editor.document, "name: 'first'"));
    assert.notEqual(editor.document.getText(), edited);
    const report = await analyze(uri);
    assert.equal(report.error, null, 'the fixed program runs');
  });

  it('has nothing left of its results once they are cleared', async () => {
    const uri = await program(VANISHING);
    await open(uri);
    await analyze(uri);
    await eventually(() => diagnostics(uri), (list) => list.length > 0, 'a diagnostic');
    await vscode.commands.executeCommand('gradientInspector.clear');
    assert.deepEqual(diagnostics(uri), []);
    assert.equal(await lensesAbove(uri, "name: 'first'"), '');
  });
});

describe('a fix that needs a new file', () => {
  afterEach(reset);

  it('makes it, and one undo takes the edit and the file back', async () => {
    const uri = await program(EXPLODING);
    const editor = await open(uri);
    const before = await files();
    const report = await analyze(uri);
    const remedies = report.findings.flatMap((finding) => finding.remedies);
    const remedy = remedies.find(({ createFiles }) => createFiles.length > 0);
    assert.ok(remedy, remedies.map(({ id }) => id).join(', '));
    const [{ range }] = await eventually(() => diagnostics(uri), (list) => list.length > 0, 'a diagnostic');
    await applyQuickFix(editor, range.start.line, remedy.id);
    const created = (await files()).filter((name) => !before.includes(name));
    assert.deepEqual(created.map((name) => name.split('/').at(-1)), remedy.createFiles.map(({ file }) => file.split('/').at(-1)));

    await vscode.commands.executeCommand('undo');
    await eventually(files, (names) => names.length === before.length, 'the file to be gone');
    assert.equal(editor.document.getText(), EXPLODING);
  });
});

describe('other programs', () => {
  afterEach(reset);

  it('a healthy one gets gradients above its lines, and no diagnostic', async () => {
    const uri = await program(HEALTHY);
    await open(uri);
    const report = await analyze(uri);
    assert.equal(report.error, null);
    assert.deepEqual(diagnostics(uri), []);
    assert.match(await lensesAbove(uri, 'units: 8'), /^∇ \d[^·]*$/);
  });

  it('one of several files has lenses where its layers are made', async () => {
    const modelText = HEALTHY.slice(0, HEALTHY.indexOf('const xs')).replace('const model', 'export const model');
    const model = await program(modelText, 'shared-model.ts');
    const main = await program(`import * as tf from '@tensorflow/tfjs';
import { model } from './shared-model';
const xs = tf.randomNormal([64, 2]);
model.fit(xs, xs.sum(1, true), { epochs: 4, batchSize: 16, verbose: 0 });
`);
    await analyze(main);
    assert.match(await lensesAbove(model, 'units: 8'), /^∇ \d/);
  });

  it('an unsaved one is analyzed as it stands in the editor, and stays unsaved', async () => {
    const uri = await program(HEALTHY);
    const editor = await open(uri);
    const at = editor.document.positionAt(HEALTHY.indexOf('units: 8'));
    await editor.edit((edit) => edit.insert(at, "name: 'unsaved', "));
    const report = await analyze(uri);
    assert.ok(report.layers.some(({ name }) => name === 'unsaved'));
    assert.ok(editor.document.isDirty);
  });

  it('one that throws gives the line, and keeps what was found before', async () => {
    const uri = await program(VANISHING);
    const editor = await open(uri);
    await analyze(uri);
    await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length > 0, 'a diagnostic');
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), "throw new Error('not today');\n"));
    const report = await analyze(uri);
    assert.match(report.error?.message ?? '', /not today/);
    assert.equal(report.error?.line, 2);
    assert.equal(found(uri, 'vanishing-gradient').length, 1);
  });

  it('one that never ends is ended by Stop, and by a newer request', async () => {
    const uri = vscode.Uri.joinPath(folder(), 'endless.ts');
    const first = analyze(uri);
    const second = analyze(uri);
    await first.catch(() => undefined);
    setTimeout(() => void vscode.commands.executeCommand('gradientInspector.stop'), 3000);
    const report = await second;
    assert.equal(report.stopped, 'user');
  });
});

describe('the panel', () => {
  afterEach(reset);

  it('opens beside the editor, which keeps the focus', async () => {
    const uri = await program(HEALTHY);
    await open(uri);
    await analyze(uri);
    const panel = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof vscode.TabInputWebview);
    assert.ok(panel);
    assert.equal(panel.group.viewColumn, vscode.ViewColumn.Two);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
  });
});
