/** Where in the user's bundle a thing is made: structured stack frames, reduced to positions in the bundle. */
import type { BundleFrame } from '../../shared/trainerProtocol.js';

/** Frames above the call that are looked at: helpers may be deep, and tfjs's own frames lie between. */
const DEPTH = 60;

/** Says whether a script name, as V8 tells it, is the user's bundle. */
export type IsBundle = (scriptName: string) => boolean;

/** Structured call sites of the present stack, innermost first, above `below` if that is on it. */
export function callSites(below?: (...args: never[]) => unknown): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  try {
    Error.stackTraceLimit = DEPTH;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, below);
    return holder.stack ?? [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * The positions of those call sites that lie in the bundle. None where the bundle only waits for what is made, as for a
 * model that is loaded: the line that loads it makes none of its layers.
 */
export function bundleFrames(sites: readonly NodeJS.CallSite[], isBundle: IsBundle): BundleFrame[] {
  const own = sites.filter((site) => isBundle(site.getFileName() ?? ''));
  if (own[0]?.isAsync()) return [];
  return own.flatMap((site) => {
    const line = site.getLineNumber();
    const column = site.getColumnNumber();
    return line !== null && column !== null ? [{ line, column }] : [];
  });
}

/** Positions in the bundle from a stack that V8 has already written as text. */
export function framesOfStack(stack: string, isBundle: IsBundle): BundleFrame[] {
  const frames: BundleFrame[] = [];
  for (const line of stack.split('\n')) {
    const match = /^\s*at (?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(line);
    if (match && isBundle(match[1]!)) frames.push({ line: Number(match[2]), column: Number(match[3]) });
  }
  return frames;
}
