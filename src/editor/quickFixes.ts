import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { Remedy } from '../shared/report.js';
import { findingKey, workspaceEdit, type CurrentRemedies, type RemedyReference } from './currentRemedies.js';
import type { FindingDiagnostics, PlacedFinding } from './diagnostics.js';
import { COMMANDS } from './names.js';

/** The remedies of the findings on a line, behind the light bulb. */
export class QuickFixes extends Owner implements vscode.CodeActionProvider {
  constructor(
    private readonly diagnostics: FindingDiagnostics, private readonly remedies: CurrentRemedies, selector: vscode.DocumentSelector,
  ) {
    super();
    const providedCodeActionKinds = [vscode.CodeActionKind.QuickFix];
    this.own(vscode.languages.registerCodeActionsProvider(selector, this, { providedCodeActionKinds }));
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext): Promise<vscode.CodeAction[]> {
    if (context.only && !context.only.contains(vscode.CodeActionKind.QuickFix)) return [];
    const actions: vscode.CodeAction[] = [];
    for (const placed of this.diagnostics.at(document.uri, range)) {
      for (const remedy of await this.remedies.of(placed.run, placed.finding)) actions.push(action(placed, remedy));
    }
    const best = actions.find((candidate) => candidate.edit);
    if (best) best.isPreferred = true;
    return actions;
  }
}

function action({ run, finding, diagnostic }: PlacedFinding, remedy: Remedy): vscode.CodeAction {
  const fix = new vscode.CodeAction(remedy.title, vscode.CodeActionKind.QuickFix);
  fix.diagnostics = [diagnostic];
  if (remedy.edits.length > 0) {
    fix.edit = workspaceEdit(run, remedy);
  } else {
    const reference: RemedyReference = { runId: run.id, finding: findingKey(finding), remedy: remedy.id };
    fix.command = { command: COMMANDS.applyRemedy, title: remedy.title, arguments: [reference] };
  }
  return fix;
}
