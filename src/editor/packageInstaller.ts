import * as vscode from 'vscode';
import type { InstallRun } from '../analysis/gpu/index.js';
import { COMMANDS } from './names.js';

/** A package that can be installed with the user's consent. */
export interface Offer extends InstallRun {
  name: string;
  /** What it takes and where it goes. */
  consequences: string;
  /** Looked at afterwards: install scripts fail in silence. */
  isThere: () => boolean;
}

/** Asks, runs the package manager with its progress and its words in the log, and says how it went. */
export class PackageInstaller {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  async install(offer: Offer): Promise<void> {
    const agree = vscode.l10n.t('Install');
    const question = vscode.l10n.t('Install {0}?', offer.name);
    if (await vscode.window.showInformationMessage(question, { modal: true, detail: `${offer.consequences}.\n\n${commandLine(offer)}` }, agree) !== agree) return;
    const title = vscode.l10n.t('Installing {0}', offer.name);
    const outcome = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => this.follow(offer, progress, token),
    );
    if (outcome !== 'cancelled') await this.tell(offer, outcome);
  }

  private async follow(offer: Offer, progress: vscode.Progress<{ message: string }>, token: vscode.CancellationToken): Promise<'done' | 'failed' | 'cancelled'> {
    const { runInstall } = await import('../analysis/gpu/index.js');
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    this.log.info(`In ${offer.folder}: ${commandLine(offer)}`);
    try {
      const succeeded = await runInstall(offer, (line) => {
        this.log.info(`[${offer.command}] ${line}`);
        progress.report({ message: line });
      }, abort.signal);
      if (token.isCancellationRequested) return 'cancelled';
      return succeeded && offer.isThere() ? 'done' : 'failed';
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      return 'failed';
    } finally {
      subscription.dispose();
    }
  }

  private async tell(offer: Offer, outcome: 'done' | 'failed'): Promise<void> {
    if (outcome === 'done') {
      const analyze = vscode.l10n.t('Analyze Gradients');
      const words = vscode.l10n.t('{0} is installed. The next analysis takes it where it finds a GPU.', offer.name);
      if (await vscode.window.showInformationMessage(words, analyze) === analyze) await vscode.commands.executeCommand(COMMANDS.analyze);
      return;
    }
    const showLog = vscode.l10n.t('Show Log');
    const words = vscode.l10n.t('{0} could not be installed whole: the log has what {1} said.', offer.name, offer.command);
    if (await vscode.window.showWarningMessage(words, showLog) === showLog) this.log.show();
  }
}

export function commandLine({ command, args }: InstallRun): string {
  return [command, ...args].map((part) => (/\s/.test(part) ? `"${part}"` : part)).join(' ');
}
