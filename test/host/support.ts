/** What the tests in the extension host share: programs in the workspace, and what the editor shows of them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Report } from '../../src/shared/report.js';

export const SOURCE = 'Gradient Inspector';

/** A deep network of logistic units: its gradients vanish. */
export const VANISHING = `import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 12, activation: 'sigmoid', inputShape: [4], name: 'first' }));
for (let i = 0; i < 7; i++) {
  model.add(tf.layers.dense({ units: 12, activation: 'sigmoid' }));
}
model.add(tf.layers.dense({ units: 1, name: 'last' }));
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });

const xs = tf.randomNormal([64, 4]);
const ys = tf.sin(xs.sum(1, true));
model.fit(xs, ys, { epochs: 10, batchSize: 16, verbose: 0 });
`;

/** The learning rate is far too high: the numbers overflow. */
export const EXPLODING = `import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [4] }));
model.add(tf.layers.dense({ units: 16 }));
model.add(tf.layers.dense({ units: 16 }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(1), loss: 'meanSquaredError' });

const xs = tf.randomNormal([64, 4]);
const ys = xs.sum(1, true);
model.fit(xs, ys, { epochs: 10, batchSize: 16, verbose: 0 });
`;

/** A small network that learns a line: nothing is wrong with it. */
export const HEALTHY = `import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });

const xs = tf.randomNormal([64, 2]);
model.fit(xs, xs.sum(1, true), { epochs: 10, batchSize: 16, verbose: 0 });
`;

export function folder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'the tests need a workspace');
  return first.uri;
}

/** Writes a program that no test has used before. */
export async function program(text: string, name?: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), name ?? `program-${randomUUID()}.ts`);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

export async function open(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
}

export async function analyze(uri: vscode.Uri): Promise<Report> {
  const report = await vscode.commands.executeCommand<Report | undefined>('gradientInspector.analyze', uri);
  assert.ok(report, 'the command gives a report');
  return report;
}

export function diagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === SOURCE);
}

/** Diagnostics of a rule. */
export function found(uri: vscode.Uri, rule: string): vscode.Diagnostic[] {
  return diagnostics(uri).filter(({ code }) => typeof code === 'object' && code.value === rule);
}

/** Titles of our lenses by the text of the line that they stand above. */
export async function lenses(uri: vscode.Uri): Promise<Map<string, string[]>> {
  const document = await vscode.workspace.openTextDocument(uri);
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1000);
  const byLine = new Map<string, string[]>();
  for (const { range, command } of all) {
    if (!command?.command.startsWith('gradientInspector.')) continue;
    const line = document.lineAt(range.start.line).text.trim();
    byLine.set(line, [...(byLine.get(line) ?? []), command.title]);
  }
  return byLine;
}

/** Titles of the lenses above the line that holds `text`. */
export async function lensesAbove(uri: vscode.Uri, text: string): Promise<string> {
  const line = [...await lenses(uri)].find(([words]) => words.includes(text));
  return line?.[1].join(' | ') ?? '';
}

/** All quick fixes there, also those of others: the command does not tell whose they are. */
export function quickFixes(uri: vscode.Uri, range: vscode.Range): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider', uri, range, vscode.CodeActionKind.QuickFix.value,
  );
}

/**
 * Chooses our quick fix on a line as the light bulb does; without an id, the preferred one. Resolves when the text has
 * changed. The editor drops the request when diagnostics change at that moment: then it is made again.
 */
export async function applyQuickFix({ document }: vscode.TextEditor, line: number, remedy?: string): Promise<void> {
  const before = document.version;
  const { end } = document.lineAt(line).range;
  const kind = ['quickfix.gradientInspector', ...(remedy ? [remedy] : [])].join('.');
  for (let attempt = 0; attempt < 5 && document.version === before; attempt += 1) {
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(end, end) });
    await vscode.commands.executeCommand('editor.action.codeAction', { kind, apply: 'first', preferred: remedy === undefined });
    for (let wait = 0; wait < 20 && document.version === before; wait += 1) await sleep(100);
  }
  assert.ok(document.version > before, `${kind} changes the text`);
}

/** Names of the files in the workspace. */
export async function files(): Promise<string[]> {
  return (await vscode.workspace.findFiles('**/*')).map((uri) => uri.path).sort();
}

/** The 0-based number of the line that holds `text`. */
export function lineOf(document: vscode.TextDocument, text: string): number {
  return document.positionAt(document.getText().indexOf(text)).line;
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(() => true, () => false);
}

/** Waits until `read` gives something that `accept` takes. */
export async function eventually<T>(read: () => T | Promise<T>, accept: (value: T) => boolean, what: string): Promise<T> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (Date.now() > deadline) assert.fail(`${what}; last seen: ${JSON.stringify(value)}`);
    await sleep(100);
  }
}

/** Leaves the editor as a test found it. */
export async function reset(): Promise<void> {
  await vscode.workspace.getConfiguration('gradientInspector').update('live', undefined, vscode.ConfigurationTarget.Global);
  await vscode.commands.executeCommand('gradientInspector.clear');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
