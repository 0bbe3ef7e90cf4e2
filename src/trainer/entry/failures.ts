/** Failures of the user's program, in words for the user. */
import type { BundleFrame, RawFailure } from '../../shared/trainerProtocol.js';
import { framesOfStack, type IsBundle } from '../capture/sites.js';

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

export function describeFailure(thrown: unknown, how: 'throw' | 'rejection', isBundle: IsBundle): RawFailure {
  const stack = thrown instanceof Error ? (thrown.stack ?? null) : null;
  const frames = stack ? framesOfStack(stack, isBundle) : [];
  const { kind, message } = classify(thrown, how);
  return { kind, message, frames, stack };
}

export function exitFailure(code: unknown, frames: BundleFrame[]): RawFailure {
  const message = `The program called process.exit(${code === undefined ? '' : String(code)}) before its first training step.`;
  return { kind: 'exit', message, frames, stack: null };
}

/** @param reason One sentence: what is missing. */
export function noTraining(reason: string): RawFailure {
  return { kind: 'no-training', message: reason, frames: [], stack: null };
}

function classify(thrown: unknown, how: 'throw' | 'rejection'): Pick<RawFailure, 'kind' | 'message'> {
  if (thrown instanceof FenceError) return { kind: 'fence', message: thrown.message };
  if (!(thrown instanceof Error)) return { kind: how, message: `The program threw ${String(thrown)}.` };
  if (thrown.name === 'NativeOnlyError') return { kind: 'native-only', message: thrown.message };
  const code = errorCode(thrown);
  if (code === 'ERR_ACCESS_DENIED') return { kind: 'fence', message: accessDenied(thrown) };
  const browser = browserCall(thrown);
  if (browser) return { kind: 'browser-api', message: `${browser} exists in browsers only. ${WAY_OUT}` };
  if ((code !== null && NETWORK_CODES.has(code)) || thrown.message === 'fetch failed') return { kind: 'network', message: networkMessage(thrown) };
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    const name = /['"]([^'"]+)['"]/.exec(thrown.message)?.[1] ?? 'a module';
    return { kind: 'missing-module', message: `The program needs the package '${name}', which is not installed.` };
  }
  return { kind: how, message: `${thrown.name}: ${thrown.message}` };
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
