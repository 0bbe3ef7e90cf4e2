/** Failures of the user's program, in words for the user. */
import type { BundleFrame, RawFailure } from '../../shared/trainerProtocol.js';
import { framesOfStack, type IsBundle } from '../capture/sites.js';
import { missingFileMessage } from './missingFile.js';
import type { Elsewhere, Origins } from './origins.js';

const WAY_OUT = 'Export the model, or a function that makes it, from a file without browser code, and analyze that file.';

/** Names that only browsers define. */
const BROWSER_GLOBALS = new Set([
  'document', 'window', 'self', 'localStorage', 'sessionStorage', 'Image', 'ImageData', 'HTMLElement', 'HTMLCanvasElement',
  'HTMLVideoElement', 'HTMLImageElement', 'requestAnimationFrame', 'XMLHttpRequest', 'location', 'alert', 'indexedDB', 'FileReader',
  'OffscreenCanvas', 'tfvis', 'jQuery', '$', 'Chart', 'Plotly', 'd3', 'p5', 'ml5',
]);

const NETWORK_CODES = new Set([
  'ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT',
]);

/** An error with a kind of our own: thrown by the fence. */
export class FenceError extends Error {
  override readonly name = 'FenceError';
}

/** What the words about a failure depend on. */
export interface FailureContext {
  /** Absolute path of the program. */
  file: string;
  /** The folder that it was started in. */
  cwd: string;
  isBundle: IsBundle;
  origins: Origins;
}

export function describeFailure(thrown: unknown, how: 'throw' | 'rejection', context: FailureContext): RawFailure {
  const stack = thrown instanceof Error ? (thrown.stack ?? null) : null;
  const own = stack ? framesOfStack(stack, context.isBundle) : [];
  const frames = own.length > 0 ? own : context.origins.of(thrown);
  const { kind, message } = classify(thrown, how, context);
  return { kind, message, frames, stack };
}

export function exitFailure(code: unknown, frames: BundleFrame[]): RawFailure {
  const message = `The program called process.exit(${code === undefined ? '' : String(code)}) before its first training step.`;
  return { kind: 'exit', message, frames, stack: null };
}

/** @param reason One sentence: what is missing. */
export function noTraining(reason: string, frames: BundleFrame[] = []): RawFailure {
  return { kind: 'no-training', message: reason, frames, stack: null };
}

/** What ended the program without a step is an error that it did not show. */
export function afterError(end: RawFailure, error: RawFailure): RawFailure {
  const how = end.kind === 'exit' ? end.message.replace(/\.$/, '') : 'The program ended without a training step';
  return { ...error, message: `${how}, after this error: ${error.message}`, frames: error.frames.length > 0 ? error.frames : end.frames };
}

/** Nothing was trained here, but perhaps in a thread or process that the program started. */
export function trainsElsewhere({ what, file, frames }: Elsewhere): RawFailure {
  const started = file === null ? what : `${what} (${file})`;
  const other = file === null ? '' : `analyze ${file} itself, or `;
  return noTraining(`No training step happened in the program itself, and those in the ${started} that it starts here are not seen: `
    + `${other}call the function that trains in the main thread.`, frames);
}

function classify(thrown: unknown, how: 'throw' | 'rejection', { file, cwd }: FailureContext): Pick<RawFailure, 'kind' | 'message'> {
  if (thrown instanceof FenceError) return { kind: 'fence', message: thrown.message };
  if (!(thrown instanceof Error)) return { kind: how, message: `The program threw ${String(thrown)}.` };
  if (thrown.name === 'NativeOnlyError') return { kind: 'native-only', message: thrown.message };
  if (thrown.name === 'DeepImportError') return { kind: 'missing-module', message: thrown.message };
  const code = errorCode(thrown);
  if (code === 'ERR_ACCESS_DENIED') return { kind: 'fence', message: accessDenied(thrown) };
  const browser = browserCall(thrown);
  if (browser) return { kind: 'browser-api', message: `${browser} exists in browsers only. ${WAY_OUT}` };
  if ((code !== null && NETWORK_CODES.has(code)) || thrown.message === 'fetch failed') return { kind: 'network', message: networkMessage(thrown) };
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    const name = /['"]([^'"]+)['"]/.exec(thrown.message)?.[1] ?? 'a module';
    return { kind: 'missing-module', message: `The program needs the package '${name}', which is not installed.` };
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return { kind: how, message: unknownExtension(thrown) };
  const { path: missing } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOENT' && missing) return { kind: how, message: missingFileMessage(missing, cwd, file) };
  return { kind: how, message: `${thrown.name}: ${thrown.message}` };
}

/** Only threads and processes of the program's own, and imports by a computed name, meet files as they are. */
function unknownExtension(error: Error): string {
  const file = / for (.+)$/.exec(error.message)?.[1] ?? 'the file';
  return `Node cannot load ${file} as it is, in a worker thread or by a computed name: import it by a literal name, `
    + 'and train in the main thread.';
}

/** The code of an error, or of what caused it. */
function errorCode(error: Error): string | null {
  const { code, cause } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  return cause instanceof Error ? errorCode(cause) : null;
}

/** The name of the browser API whose absence is the failure. */
function browserCall(error: Error): string | null {
  const missing = /^(\S+) is not defined$/.exec(error.message)?.[1];
  if (error.name === 'ReferenceError' && missing && BROWSER_GLOBALS.has(missing)) return `\`${missing}\``;
  const url = /Failed to parse URL from (\S+)/.exec(error.message)?.[1] ?? relativeInput(error);
  if (url) return `fetch('${url}') with a relative address`;
  if (/tfjs-vis|navigator\.mediaDevices|The 'data' API|webcam API/.test(error.message)) return 'What the program calls';
  return null;
}

/** undici's "Invalid URL" tells the address in a property of its cause. */
function relativeInput(error: Error): string | null {
  const { cause } = error as { cause?: { code?: string; input?: string } };
  const { code, input } = error as { code?: string; input?: string };
  if (code === 'ERR_INVALID_URL' && input) return input;
  return cause?.code === 'ERR_INVALID_URL' ? (cause.input ?? null) : null;
}

function networkMessage(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  const { hostname, address } = cause as { hostname?: string; address?: string };
  const from = hostname ?? address;
  return `The program needs data from the network${from ? ` (${from})` : ''}, which cannot be reached: ${cause.message}.`;
}

function accessDenied(error: Error): string {
  const { permission, resource } = error as { permission?: string; resource?: string };
  const what = permission?.startsWith('FileSystemWrite') ? `write ${resource ?? 'a file'}`
    : permission === 'ChildProcess' ? 'start another process'
      : permission === 'WorkerThreads' ? 'start a worker thread' : (permission ?? 'do this');
  return `This run may not ${what}: runs that start by themselves are fenced. Use Analyze Gradients to run the program unfenced.`;
}
