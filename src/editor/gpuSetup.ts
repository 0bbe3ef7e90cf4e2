import * as path from 'node:path';
import * as vscode from 'vscode';
import type { GpuFacts } from '../analysis/gpu/index.js';
import { rootOf } from './modelFiles.js';
import { commandLine, PackageInstaller, type Offer } from './packageInstaller.js';
import { readSettings } from './settings.js';

/** Something to choose in the list, and what is done then. */
interface Choice extends vscode.QuickPickItem {
  act?: () => Promise<void>;
}

const ICONS = { ok: 'pass', warning: 'warning', missing: 'error' } as const;

/** *Set Up GPU Backend*: says what is there and what is missing, and installs what the user agrees to. */
export class GpuSetup {
  private readonly installer: PackageInstaller;

  /**
   * @param packageFolder where packages for the extension alone go
   * @param guide the page for everything that cannot be installed from here
   */
  constructor(private readonly packageFolder: string, private readonly guide: vscode.Uri, private readonly log: vscode.LogOutputChannel) {
    this.installer = new PackageInstaller(log);
  }

  /** @param uri a file of the project; without one, the first folder of the workspace is looked at */
  async run(uri: vscode.Uri | undefined): Promise<void> {
    const file = uri?.scheme === 'file' ? uri : placeIn(vscode.workspace.workspaceFolders?.[0]?.uri);
    const choices = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for a GPU') }, () => this.choices(file),
    );
    const choice = await vscode.window.showQuickPick(choices, {
      title: vscode.l10n.t('Set Up GPU Backend'), placeHolder: vscode.l10n.t('What training on a GPU needs, and what can be done'), matchOnDetail: true,
    });
    await choice?.act?.();
  }

  private async choices(file: vscode.Uri | undefined): Promise<Choice[]> {
    const { checksOf, lookForGpu } = await import('../analysis/gpu/index.js');
    const folder = file ? path.dirname(file.fsPath) : this.packageFolder;
    const facts = await lookForGpu(folder, readSettings(file).nodePath);
    const checks = checksOf(facts);
    for (const { what, state, words } of checks) this.log.info(`GPU set-up: ${what} (${state}): ${words}`);
    const openGuide = async (): Promise<void> => void await vscode.commands.executeCommand('markdown.showPreview', this.guide);
    const offers = [await this.nativeOffer(file, facts), await this.webgpuOffer(folder)].filter((offer) => offer !== null);
    return [
      { label: vscode.l10n.t('What TensorFlow needs'), kind: vscode.QuickPickItemKind.Separator },
      ...checks.map(({ what, state, words }): Choice => ({ label: `$(${ICONS[state]}) ${what}`, detail: words, act: openGuide })),
      { label: vscode.l10n.t('What can be done'), kind: vscode.QuickPickItemKind.Separator },
      ...offers.map((offer): Choice => ({
        label: `$(cloud-download) ${vscode.l10n.t('Install {0}', offer.name)}`, detail: offer.consequences, act: () => this.installer.install(offer),
      })),
      { label: `$(book) ${vscode.l10n.t('Open the guide')}`, detail: vscode.l10n.t('CUDA, cuDNN, container images, known errors'), act: openGuide },
    ];
  }

  /** Into the user's project. */
  private async nativeOffer(file: vscode.Uri | undefined, facts: GpuFacts): Promise<Offer | null> {
    const { installCommand, packageIn, packageToInstall, PACKAGE_VERSION } = await import('../analysis/gpu/index.js');
    const name = packageToInstall(facts);
    if (!file || name === null) return null;
    const run = installCommand(name, PACKAGE_VERSION, file.fsPath, rootOf(file));
    return {
      ...run, name,
      consequences: vscode.l10n.t('{0} in {1}: adds it to the project, and downloads TensorFlow\'s library, some hundred megabytes', commandLine(run), run.folder),
      isThere: () => packageIn(run.folder, name)?.hasLibrary === true,
    };
  }

  /** Into the extension's own storage. */
  private async webgpuOffer(folder: string): Promise<Offer | null> {
    const { webgpuPackage } = await import('../analysis/webgpuPackage.js');
    const { install } = webgpuPackage(folder, this.packageFolder);
    if (!install) return null;
    return {
      ...install, name: 'webgpu',
      consequences: vscode.l10n.t('WebGPU runs on GPUs of any vendor, without CUDA. It takes {0} MB in the extension\'s own storage; the project stays as it is', install.megabytes),
      isThere: () => webgpuPackage(folder, this.packageFolder).installed !== null,
    };
  }
}

function placeIn(folder: vscode.Uri | undefined): vscode.Uri | undefined {
  return folder?.scheme === 'file' ? vscode.Uri.joinPath(folder, 'package.json') : undefined;
}
