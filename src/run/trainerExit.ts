/** Why a trainer process is no more. */
export type ExitCause =
  /** It ended by itself, whatever its code. */
  | 'exit'
  /** A signal or a crash of native code ended it. */
  | 'signal'
  /** `stop` was called. */
  | 'stopped'
  /** V8's heap or the resident limit was exceeded. */
  | 'memory'
  /** It wrote something that is not the protocol. */
  | 'protocol'
  /** It was not ready in time. */
  | 'start-timeout'
  /** It could not be started at all. */
  | 'spawn';

export interface TrainerExit {
  cause: ExitCause;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** One sentence for people. */
  message: string;
  /** The last lines that it wrote to stderr. */
  lastLines: string[];
}

const OUT_OF_HEAP = /JavaScript heap out of memory|Allocation failed - (?:JavaScript|process)|Array buffer allocation failed/;
/** What shells and Windows report for a crash of native code: 128 + signal, and NTSTATUS values. */
const CRASH_NAMES = new Map<number, string>([
  [134, 'SIGABRT'], [135, 'SIGBUS'], [136, 'SIGFPE'], [139, 'SIGSEGV'], [0xc0000005, 'access violation'], [0xc00000fd, 'stack overflow'],
]);

/** Reads the remains of a process that nobody stopped. `written` is the end of what it wrote to stderr. */
export function explainExit(
  code: number | null, signal: NodeJS.Signals | null, written: string, maxHeapMb: number,
): Pick<TrainerExit, 'cause' | 'message'> {
  const fatal = /FATAL ERROR:/.test(written);
  if ((fatal || code === 134 || signal === 'SIGABRT') && OUT_OF_HEAP.test(written)) {
    return { cause: 'memory', message: `The program needs more memory than the limit of ${maxHeapMb} MB for JavaScript objects.` };
  }
  if (signal === 'SIGKILL') {
    return { cause: 'signal', message: 'The training process was killed from outside, as the system does when memory runs out.' };
  }
  const crash = signal ?? (code === null ? undefined : CRASH_NAMES.get(code));
  if (crash !== undefined) return { cause: 'signal', message: `The training process crashed (${crash}).` };
  if (code === 0) return { cause: 'exit', message: 'The training process ended.' };
  return { cause: 'exit', message: `The training process ended with exit code ${code}.` };
}
