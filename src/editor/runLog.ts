import type * as vscode from 'vscode';
import { Owner, type Disposable } from '../shared/disposable.js';
import type { EditorRun } from './editorRun.js';
import type { RunController } from './runController.js';

/** Writes down what runs do and what their programs print. */
export class RunLog extends Owner {
  private readonly following = new Map<EditorRun, Disposable>();

  constructor(controller: RunController, private readonly log: vscode.LogOutputChannel) {
    super();
    this.own(controller.onDidStart((run) => this.begin(run)));
    this.own(controller.onDidChange((run) => this.follow(run)));
    this.own(controller.onDidBreak((error) => log.error(error instanceof Error ? error : String(error))));
  }

  private begin(run: EditorRun): void {
    const { status } = run.analysis;
    this.log.info(`${run.live ? 'Live run' : 'Run'} of ${status.file} begins`);
    const output = run.analysis.onOutput(wholeLines((line) => this.log.info(`[${status.file}] ${line}`)));
    let told = false;
    const backend = run.analysis.onChange(() => {
      const chosen = run.analysis.status.backend;
      if (told || !chosen) return;
      told = true;
      this.log.info(`Backend: ${chosen.label}`);
      for (const { name, reason } of chosen.passedOver) this.log.info(`Not ${name}: ${reason}`);
      for (const note of chosen.notes) this.log.info(note);
    });
    this.following.set(run, {
      dispose: () => {
        output.dispose();
        backend.dispose();
      },
    });
  }

  private follow(run: EditorRun): void {
    const { status } = run.analysis;
    if (status.phase !== 'done' || !this.following.has(run)) return;
    this.following.get(run)!.dispose();
    this.following.delete(run);
    this.log.info(`Run of ${status.file} is over (${status.stopped}) after ${status.steps} steps, ${status.seconds.toFixed(1)} s`);
    for (const note of status.notes) this.log.info(note);
    if (!status.failure) return;
    const { message, file, line, column, stack } = status.failure;
    this.log.error(file === null ? message : `${message} (${file}:${line}:${column})`);
    if (stack) this.log.error(stack);
  }
}

/** Gathers text into whole lines. */
function wholeLines(take: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const parts = (rest + text).split(/\r?\n/);
    rest = parts.pop()!;
    parts.forEach(take);
  };
}
