import * as vscode from 'vscode';

/** Which export of a file to train, where the file has several: asked once, remembered in the workspace. */
export class EntryChoices {
  constructor(private readonly memory: vscode.Memento) {}

  of(uri: vscode.Uri): string | null {
    return this.memory.get<string>(key(uri)) ?? null;
  }

  /** Null when the user chose none. */
  async ask(uri: vscode.Uri, candidates: readonly string[]): Promise<string | null> {
    const choice = await vscode.window.showQuickPick([...candidates], {
      title: vscode.l10n.t('Analyze Gradients'),
      placeHolder: vscode.l10n.t('Several exports could be trained. Which one? (Remembered for this file.)'),
    });
    if (choice === undefined) return null;
    await this.memory.update(key(uri), choice);
    return choice;
  }

  async forget(uri?: vscode.Uri): Promise<void> {
    const keys = uri ? [key(uri)] : this.memory.keys().filter((name) => name.startsWith(PREFIX));
    for (const name of keys) await this.memory.update(name, undefined);
  }
}

const PREFIX = 'entry:';

function key(uri: vscode.Uri): string {
  return PREFIX + uri.toString();
}
