import * as vscode from 'vscode';
import { Owner } from '../shared/disposable.js';
import type { Remedy } from '../shared/report.js';
import { isDisproved, trialText } from '../shared/trialWords.js';
import { findingKey, workspaceEdit, type CurrentRemedies, type RemedyReference } from './currentRemedies.js';
import type { FindingDiagnostics, PlacedFinding } from './diagnostics.js';
import { COMMANDS } from './names.js';

/** Each remedy has a kind of its own below this one, so that a key can be bound to it. */
const KIND = vscode.CodeActionKind.QuickFix.append('gradientInspector');

/** The remedies of the findings on a line, behind the light bulb. */
export class QuickFixes extends Owner implements vscode.CodeActionProvider {
  constructor(
    private readonly diagnostics: FindingDiagnostics, private readonly remedies: CurrentRemedies, selector: vscode.DocumentSelector,
  ) {
    super();
    this.own(vscode.languages.registerCodeActionsProvider(selector, this, { providedCodeActionKinds: [KIND] }));
  }

  async provideCodeActions(
    document: vscode.TextDocument, range: vscode.Range, { only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    if (only && !only.intersects(KIND)) return [];
    const actions: vscode.CodeAction[] = [];
    const remedyOf = new Map<vscode.CodeAction, Remedy>();
    for (const placed of this.diagnostics.at(document.uri, range)) {
      for (const remedy of await this.remedies.of(placed.run, placed.finding)) {
        const offered = action(placed, remedy);
        actions.push(offered);
        remedyOf.set(offered, remedy);
      }
    }
    const best = preferred(actions.filter(({ edit }) => edit), remedyOf);
    if (best) best.isPreferred = true;
    return only ? actions.filter(({ kind }) => kind && only.contains(kind)) : actions;
  }
}

/** The first that was proved to help; where none of the place was tried, the first. Remedies are ranked. */
function preferred(actions: readonly vscode.CodeAction[], remedyOf: ReadonlyMap<vscode.CodeAction, Remedy>): vscode.CodeAction | undefined {
  const proved = actions.find((offered) => remedyOf.get(offered)!.trial?.verdict === 'helps');
  return proved ?? (actions.some((offered) => isDisproved(remedyOf.get(offered)!)) ? undefined : actions[0]);
}

function action({ run, finding, diagnostic }: PlacedFinding, remedy: Remedy): vscode.CodeAction {
  const fix = new vscode.CodeAction(titleOf(remedy), KIND.append(remedy.id));
  fix.diagnostics = [diagnostic];
  if (remedy.edits.length > 0) {
    fix.edit = workspaceEdit(run, remedy);
  } else {
    const reference: RemedyReference = { runId: run.id, finding: findingKey(finding), remedy: remedy.id };
    fix.command = { command: COMMANDS.applyRemedy, title: remedy.title, arguments: [reference] };
  }
  return fix;
}

/** "Use ReLU with He initialization — helps: the finding is gone, loss 0.69 → 0.12" */
function titleOf({ title, trial, trialFailure, changesLoss }: Remedy): string {
  if (trialFailure !== undefined) return vscode.l10n.t('{0} — the program fails with it', title);
  return trial ? `${title} — ${trialText({ trial, changesLoss })}` : title;
}
