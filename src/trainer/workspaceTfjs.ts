/**
 * The tfjs of the user's workspace, for the second build of the trainer (scripts/workspaceTfjs.cjs): there, each of its
 * own imports of tfjs comes here, before anything else of it runs.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { TrainerSetup } from '../shared/trainerProtocol.js';
import { resolvePackage } from '../shared/node/resolvePackage.js';
import { Channel } from './entry/channel.js';

/** Packages that bring tfjs along: with strict package managers, only they see its parts. */
const THROUGH = ['@tensorflow/tfjs', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-layers'];

const roots = foldersToLookIn();

function foldersToLookIn(): string[] {
  const { packageRoot } = JSON.parse(process.argv[2] ?? '{}') as TrainerSetup;
  const found = [packageRoot];
  for (const name of THROUGH) {
    const file = found.map((root) => resolvePackage(root, `${name}/package.json`)).find((each) => each !== null);
    if (file) found.push(path.dirname(file));
  }
  return found;
}

/**
 * A package as the workspace has it.
 * @param embedded gives our own where it has none; null: then there is no run
 */
export function workspacePackage(name: string, embedded: (() => unknown) | null): unknown {
  const root = roots.find((each) => resolvePackage(each, name) !== null);
  if (root !== undefined) {
    try {
      return createRequire(path.join(root, 'index.js'))(name) as unknown;
    } catch (error) {
      return giveUp(`The workspace's ${name} cannot be loaded: ${error instanceof Error ? error.message.split('\n', 1)[0]! : String(error)}`);
    }
  }
  return embedded ? embedded() : giveUp(`The workspace has no ${name}`);
}

function giveUp(reason: string): never {
  const message = `${reason}. Install @tensorflow/tfjs there, or set "gradientInspector.tfjs" to "embedded".`;
  new Channel().send({ type: 'failed', failure: { kind: 'backend', message, frames: [], stack: null } });
  process.exit(1);
}
