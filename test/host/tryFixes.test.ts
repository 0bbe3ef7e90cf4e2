/** *Try Fixes* by command: candidates are trained in memory, and the editor tells what each did. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../../src/shared/report.js';
import { VANISHING, analyze, applyQuickFix, eventually, files, found, lenses, lensesAbove, open, program, quickFixes, reset } from './support.js';

const firstLayer = "name: 'first'";

function tryFixes(uri: vscode.Uri): Thenable<Report | undefined> {
  return vscode.commands.executeCommand<Report | undefined>('gradientInspector.tryFixes', uri);
}

function setting(name: string, value: unknown): Thenable<void> {
  return vscode.workspace.getConfiguration('gradientInspector').update(name, value, vscode.ConfigurationTarget.Global);
}

/** Ends the trials as soon as they have begun. */
async function cancelled(trying: Thenable<Report | undefined>): Promise<Report | undefined> {
  let over = false;
  const report = Promise.resolve(trying).finally(() => { over = true; });
  await eventually(async () => {
    await vscode.commands.executeCommand('gradientInspector.stop');
    return over;
  }, (is) => is, 'the trials to end');
  return report;
}

async function titles(uri: vscode.Uri): Promise<string[]> {
  const [{ range }] = await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length > 0, 'a diagnostic');
  return (await quickFixes(uri, range)).map(({ title }) => title);
}

describe('trying fixes', () => {
  beforeEach(() => setting('steps', 16));

  afterEach(async () => {
    await setting('steps', undefined);
    await setting('nodePath', undefined);
    await reset();
  });

  it('ranks the quick fixes by what training with them showed, and changes nothing until one is chosen', async function () {
    this.timeout(180_000);
    const uri = await program(VANISHING);
    const editor = await open(uri);
    await analyze(uri);
    const offers = [...await lenses(uri)].filter(([, onLine]) => onLine.includes('Try fixes'));
    assert.equal(offers.length, 1, 'a lens offers it once');
    const before = await files();

    const report = await tryFixes(uri);
    assert.ok(report);
    const { remedies } = report.findings.find(({ rule }) => rule === 'vanishing-gradient')!;
    assert.ok(remedies.filter(({ trial }) => trial !== null).length > 1, 'several were tried');
    assert.equal(remedies[0].trial?.verdict, 'helps', JSON.stringify(remedies.map(({ id, trial }) => [id, trial?.verdict])));
    assert.equal(editor.document.getText(), VANISHING);
    assert.equal(editor.document.isDirty, false);
    assert.equal(fs.readFileSync(uri.fsPath, 'utf8'), VANISHING);
    assert.deepEqual(await files(), before, 'no file was made');

    const [{ range }] = await eventually(() => found(uri, 'vanishing-gradient'), (list) => list.length > 0, 'a diagnostic');
    const fixes = await quickFixes(uri, range);
    assert.match(fixes[0].title, / — helps: .*loss \S+ → \S+/);
    assert.deepEqual(fixes.map(({ isPreferred }) => isPreferred ?? false), fixes.map((_, i) => i === 0), 'the proved one is preferred');
    assert.match(await lensesAbove(uri, firstLayer), /\| Fix: .+ · loss \S+ → \S+$/);

    await applyQuickFix(editor, range.start.line);
    assert.notEqual(editor.document.getText(), VANISHING);
    assert.equal(fs.readFileSync(uri.fsPath, 'utf8'), VANISHING, 'the file is not saved by it');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), VANISHING);
  });

  it('leaves everything as it was when it is cancelled', async () => {
    const uri = await program(VANISHING);
    const { document } = await open(uri);
    await analyze(uri);
    const before = await titles(uri);
    const report = await cancelled(tryFixes(uri));
    assert.ok(report, 'a report all the same');
    assert.deepEqual(report.findings.flatMap(({ remedies }) => remedies.filter(({ trial }) => trial !== null)), []);
    assert.deepEqual(await titles(uri), before);
    assert.equal(document.getText(), VANISHING);
    assert.equal(document.isDirty, false);
  });
});

describe('trying fixes where no Node can keep the program from writing', () => {
  const { showWarningMessage } = vscode.window;
  let tools: string;
  let asked: string[];
  let answer: (question: string, actions: string[]) => string | undefined;

  beforeEach(async function () {
    if (process.platform === 'win32') return this.skip();
    tools = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-tools-'));
    // As a runtime that knows no permission model and ignores its flags.
    const node = path.join(tools, 'node');
    fs.writeFileSync(node, `#!/bin/sh
for argument; do
  shift
  case "$argument" in --permission|--experimental-permission|--allow-*) ;; *) set -- "$@" "$argument" ;; esac
done
exec '${process.execPath}' "$@"
`, { mode: 0o755 });
    asked = [];
    Object.assign(vscode.window, {
      showWarningMessage: async (message: string, ...rest: unknown[]) => {
        asked.push(message);
        return answer(message, rest.filter((one) => typeof one === 'string'));
      },
    });
    await setting('steps', 16);
    await setting('nodePath', node);
  });

  afterEach(async () => {
    Object.assign(vscode.window, { showWarningMessage });
    await setting('steps', undefined);
    await setting('nodePath', undefined);
    fs.rmSync(tools, { recursive: true, force: true });
    await reset();
  });

  it('does nothing unless the user agrees, who is asked until then and not again', async () => {
    const uri = await program(VANISHING);
    await open(uri);
    await analyze(uri);
    answer = () => undefined;
    assert.equal(await tryFixes(uri), undefined);
    assert.equal(asked.length, 1);
    assert.match(asked[0], /No Node here can keep the program from writing files/);

    answer = (_, [agree]) => agree;
    assert.ok(await cancelled(tryFixes(uri)));
    assert.equal(asked.length, 2, 'the answer "no" is not remembered');
    assert.ok(await cancelled(tryFixes(uri)));
    assert.equal(asked.length, 2, 'the answer "yes" is');
  });
});
