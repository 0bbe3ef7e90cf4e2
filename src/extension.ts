/** Makes the parts and ties them together. */
import * as vscode from 'vscode';
import { Analyzer } from './editor/analyzer.js';
import { Commands } from './editor/commands.js';
import { CurrentRemedies } from './editor/currentRemedies.js';
import { FindingDiagnostics } from './editor/diagnostics.js';
import { EntryChoices } from './editor/entryChoices.js';
import { FixTrials } from './editor/fixTrials.js';
import { GradientLenses } from './editor/lenses.js';
import { GpuSetup } from './editor/gpuSetup.js';
import { LiveRuns } from './editor/live.js';
import { MODEL_FILES } from './editor/modelFiles.js';
import { DISPLAY_NAME } from './editor/names.js';
import { Notifier } from './editor/notifier.js';
import { QuickFixes } from './editor/quickFixes.js';
import { RemedyActions } from './editor/remedyActions.js';
import { RunArchive } from './editor/runArchive.js';
import { RunComparisons } from './editor/runComparisons.js';
import { RunController } from './editor/runController.js';
import { RunExport } from './editor/runExport.js';
import { RunLog } from './editor/runLog.js';
import { SavedRunActions } from './editor/savedRunActions.js';
import { SourceMarks } from './editor/sourceMarks.js';
import { StatusItems } from './editor/statusItems.js';
import { ViewActions } from './editor/viewActions.js';
import { PanelSource, SideSource } from './editor/viewSources.js';
import { GradientsPanel } from './views/panel.js';
import { RunFileEditor } from './views/runFileEditor.js';
import { LiveView } from './views/sideView.js';

export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions } = context;
  const own = <T extends vscode.Disposable>(part: T): T => {
    subscriptions.push(part);
    return part;
  };
  const installation = {
    trainerPath: vscode.Uri.joinPath(extensionUri, 'dist', 'trainer', 'main.js').fsPath,
    packageFolder: vscode.Uri.joinPath(context.globalStorageUri, 'packages').fsPath,
  };

  const log = own(vscode.window.createOutputChannel(DISPLAY_NAME, { log: true }));
  const notifier = new Notifier(log);
  const entries = new EntryChoices(context.workspaceState);
  const controller = own(new RunController());
  own(new RunLog(controller, log));
  own(controller.onDidBreak((error) => void notifier.broke(error)));

  const marks = own(new SourceMarks(controller));
  const currentRemedies = new CurrentRemedies(controller, marks);
  const diagnostics = own(new FindingDiagnostics(controller, marks, vscode.Uri.joinPath(extensionUri, 'docs', 'rules')));
  own(new GradientLenses(marks, currentRemedies, MODEL_FILES));
  own(new QuickFixes(diagnostics, currentRemedies, MODEL_FILES));
  own(new StatusItems(controller, MODEL_FILES));

  const runsFolder = context.storageUri && vscode.Uri.joinPath(context.storageUri, 'runs').fsPath;
  const archive = own(new RunArchive(controller, runsFolder ?? null, log));
  const remedies = new RemedyActions(currentRemedies, marks, notifier);
  const comparisons = own(new RunComparisons(controller, archive, marks));
  const live = own(new LiveRuns(controller, entries, installation));
  const actions = new ViewActions(controller, marks, remedies, live, log);
  const panel = own(new GradientsPanel(extensionUri, own(new PanelSource(controller, marks, archive)), actions, comparisons));
  own(new LiveView(extensionUri, own(new SideSource(controller, marks)), live, actions));

  own(new RunFileEditor(extensionUri, (run, folder) => new SavedRunActions(run, folder)));

  const analyzer = new Analyzer(controller, entries, notifier, installation);
  const gpu = new GpuSetup(installation.packageFolder, vscode.Uri.joinPath(extensionUri, 'docs', 'gpu.md'), log);
  const trials = new FixTrials(controller, marks, analyzer, panel, notifier, context.workspaceState);
  const exports = new RunExport(controller, notifier, vscode.Uri.joinPath(extensionUri, 'dist', 'webview').fsPath);
  own(new Commands({ analyzer, controller, entries, exports, gpu, live, notifier, panel, remedies, trials }));
}
