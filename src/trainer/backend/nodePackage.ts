/**
 * Stand-ins for `@tensorflow/tfjs-node` and `-node-gpu` in runs without their native library: the same API, with
 * models on `file://` as they have them. What only the native library can do says so when it is called.
 */
import { fileSystem } from './fileSystem.js';
import { summaryFileWriter, tensorBoard } from './tensorBoard/index.js';
import { asCommonJs, packages, tf, tfjsVersion, type Exports } from './tfjs.js';

/** A call that needs the native library of tfjs-node. */
export class NativeOnlyError extends Error {
  override readonly name = 'NativeOnlyError';
  constructor(call: string) {
    super(`${call} needs the native library of @tensorflow/tfjs-node, which this run does not use: ` +
      'install the package in the workspace and choose the backend "tensorflow", or leave the call out.');
  }
}

/** The members of `tf.node` that need the library. */
const nativeOnly = [
  'decodeImage', 'decodeBmp', 'decodeGif', 'decodePng', 'decodeJpeg', 'encodeJpeg', 'encodePng',
  'getMetaGraphsFromSavedModel', 'getNumOfSavedModels', 'loadSavedModel',
];

function refusal(call: string): () => never {
  return () => {
    throw new NativeOnlyError(call);
  };
}

/** What importing tfjs-node does to tfjs, as far as it can be done without the library. */
function takeEffect(): void {
  const engine = tf.engine();
  const setBackend = engine.setBackend.bind(engine);
  // A program of tfjs-node may ask for its backend by name; the run's own takes its place.
  engine.setBackend = (name) => name === 'tensorflow' && !engine.backendNames().includes(name) ? Promise.resolve(true) : setBackend(name);
}

function makeExports(): Exports {
  takeEffect();
  return asCommonJs({
    ...tf,
    version: { ...tf.version, 'tfjs-node': tfjsVersion },
    io: { ...tf.io, fileSystem, nodeHTTPRequest: tf.io.http },
    node: { summaryFileWriter, tensorBoard, ...Object.fromEntries(nativeOnly.map((name) => [name, refusal(`tf.node.${name}`)])) },
  });
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

const standIn = once(makeExports);
/** Which of these backends there is has been decided before the program runs, but importing their packages for effect is no error. */
const noDevice = once(() => asCommonJs({}));

/** Packages that are made when first asked for, by name. */
export const nodePackages: ReadonlyMap<string, () => Exports> = new Map([
  ['@tensorflow/tfjs-node', standIn],
  ['@tensorflow/tfjs-node-gpu', standIn],
  ...['@tensorflow/tfjs-backend-webgl', '@tensorflow/tfjs-backend-webgpu']
    .filter((name) => !packages.has(name))
    .map((name): [string, () => Exports] => [name, noDevice]),
]);
