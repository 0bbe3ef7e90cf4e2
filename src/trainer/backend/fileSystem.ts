/** `file://` for `model.save` and `tf.loadLayersModel`, in the format of `@tensorflow/tfjs-node`. */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs';
import { tf } from './tfjs.js';

const SCHEME = 'file://';
const MODEL_FILE = 'model.json';
const WEIGHTS_FILE = 'weights.bin';

let scratch: string | null = null;

/** From now on models are saved in this folder instead of where the program says; loading looks there first. */
export function saveInto(folder: string | null): void {
  scratch = folder;
}

/** The place in the scratch folder that stands for an absolute path. */
function substitute(file: string, folder: string): string {
  return path.join(folder, encodeURIComponent(path.dirname(file)), path.basename(file));
}

/** Where a folder that the program writes really is. */
export function placeOf(folder: string): string {
  const absolute = path.resolve(folder);
  return scratch === null ? absolute : substitute(absolute, scratch);
}

class FileSystemHandler implements io.IOHandler {
  /** Absolute path: of a folder when saving, of model.json when loading. */
  private readonly file: string;

  constructor(file: string) {
    this.file = path.resolve(file);
  }

  async save(artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
    if (artifacts.modelTopology instanceof ArrayBuffer) throw new Error('A model with a binary topology cannot be saved to a file.');
    // The folder itself is what the substitute stands for, so that its model.json is found again by its own path.
    const folder = scratch === null ? this.file : path.dirname(substitute(path.join(this.file, MODEL_FILE), scratch));
    await fs.mkdir(folder, { recursive: true });
    const { weightSpecs, weightData, ...model } = artifacts;
    const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs ?? [] }];
    await fs.writeFile(path.join(folder, MODEL_FILE), JSON.stringify({ ...model, weightsManifest }));
    await fs.writeFile(path.join(folder, WEIGHTS_FILE), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  }

  async load(): Promise<io.ModelArtifacts> {
    const file = await this.existing();
    const model = JSON.parse(await fs.readFile(file, 'utf8')) as io.ModelJSON;
    return tf.io.getModelArtifactsForJSON(model, async (manifest) => {
      const buffers = await Promise.all(manifest.flatMap(({ paths }) => paths)
        .map((name) => fs.readFile(path.join(path.dirname(file), name))));
      const weights = Buffer.concat(buffers);
      return [manifest.flatMap((group) => group.weights), weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length)];
    });
  }

  private async existing(): Promise<string> {
    const candidates = scratch === null ? [this.file] : [substitute(this.file, scratch), this.file];
    for (const candidate of candidates) {
      const stat = await fs.stat(candidate).catch(() => null);
      if (stat?.isFile()) return candidate;
      if (stat) throw new Error(`${this.file} is a folder: load its ${MODEL_FILE}.`);
    }
    throw Object.assign(new Error(`${this.file} does not exist: loading the model failed.`), { code: 'ENOENT', path: this.file });
  }
}

/** The handler of `tf.io.fileSystem(path)`. */
export function fileSystem(file: string): io.IOHandler {
  return new FileSystemHandler(file);
}

/** Takes the `file://` URLs. */
const fileSystemRouter: Parameters<typeof io.registerLoadRouter>[0] = (url) =>
  // tfjs's type does not allow for null, by which its routers say that an URL is not theirs.
  (typeof url === 'string' && url.startsWith(SCHEME) ? fileSystem(url.slice(SCHEME.length)) : null) as io.IOHandler;

/** Makes `file://` work, also in programs that import plain `@tensorflow/tfjs`, unless a native tfjs-node has done so. */
export function serveFileUrls(): void {
  if (tf.io.getLoadHandlers(SCHEME).length > 0) return;
  tf.io.registerLoadRouter(fileSystemRouter);
  tf.io.registerSaveRouter(fileSystemRouter);
}
