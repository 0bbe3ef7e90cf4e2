import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const ID = 'gradient-inspector.gradient-inspector';

describe('the extension', () => {
  it('registers every command that it contributes', async () => {
    const extension = vscode.extensions.getExtension(ID);
    assert.ok(extension);
    await extension.activate();
    const known = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string; category: string }[] } };
    assert.ok(contributes.commands.length > 0);
    for (const { command, category } of contributes.commands) {
      assert.ok(known.has(command), command);
      assert.equal(category, 'Gradient Inspector');
    }
  });

  it('refuses what cannot be run, and gives no report', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'typescript', content: 'export {}' });
    const others = [vscode.Uri.parse('git:/a/model.ts'), vscode.Uri.file('/a/model.py'), vscode.Uri.file('/a/model.d.ts')];
    for (const uri of [untitled.uri, ...others]) {
      assert.equal(await vscode.commands.executeCommand('gradientInspector.analyze', uri), undefined, uri.toString());
    }
  });
});
