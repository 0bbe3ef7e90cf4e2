/**
 * The workspace's native TensorFlow in a plain Node, where the runtime that we are in ourselves cannot load it. Desktop
 * VS Code runs extensions, and so by default our children, on Electron, which refuses some native packages.
 */
import path from 'node:path';
import { findNode, TrainerProcess, type ReadyEvent } from '../run/index.js';
import { resolvePackage } from '../shared/node/resolvePackage.js';
import type { BackendInfo } from '../shared/run.js';
import type { RawFailure } from '../shared/trainerProtocol.js';
import { trainerSetup } from './options.js';
import type { AnalysisOptions } from './options.js';

const NATIVE = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** How the first child has started. */
export type FirstStart = { ready: ReadyEvent } | { failure: RawFailure | null };

export interface PlainNodeStart {
  child: TrainerProcess;
  ready: ReadyEvent;
}

/** Who is told of the second child, which has to be stopped when the run is, and why there is one, or is none. */
export interface Told {
  begins(child: TrainerProcess): void;
  note(words: string): void;
}

/**
 * Starts the child anew in a Node from PATH when the first could not load a native package that is there.
 * @returns null when there is no need for it, or it is no better
 */
export async function startInPlainNode(start: FirstStart, options: AnalysisOptions, told: Told): Promise<PlainNodeStart | null> {
  // A runtime that the user has set is the one to use.
  if (options.nodePath !== undefined || options.live || !mayBeNative(options)) return null;
  const reason = 'ready' in start ? whyNotNative(start.ready.backend) : whyNotStarted(start.failure, options);
  if (reason === null) return null;
  const node = await findNode();
  if (!node) {
    told.note(`${reason} There is no other Node, 20 or later, on PATH to try: install one, or set gradientInspector.nodePath.`);
    return null;
  }
  const child = new TrainerProcess(trainerSetup(options), { ...options, nodePath: node.path });
  told.begins(child);
  const ready = await child.ready.catch(() => null);
  if (ready && whyNotNative(ready.backend) === null) {
    told.note(`${reason} So the program runs in Node ${node.version} (${node.path}).`);
    return { child, ready };
  }
  await child.stop();
  told.note(`${reason} Node ${node.version} (${node.path}) was tried too, and cannot either.`);
  return null;
}

function mayBeNative({ backend = 'auto' }: AnalysisOptions): boolean {
  return backend === 'auto' || backend === 'tensorflow' || backend === 'tensorflow-gpu';
}

/** Null also when there is nothing to load. */
function whyNotNative({ passedOver }: BackendInfo): string | null {
  return passedOver.find(({ isUnloadable }) => isUnloadable)?.reason ?? null;
}

/** A runtime may also crash in loading a library; without a library to load, that is another matter. */
function whyNotStarted(failure: RawFailure | null, { file }: AnalysisOptions): string | null {
  if (failure) return failure.kind === 'unloadable' ? failure.message : null;
  const installed = NATIVE.find((name) => resolvePackage(path.dirname(file), name) !== null);
  return installed ? `${installed} is installed, but this runtime ended in loading it.` : null;
}
