import { parseArgs } from 'node:util';
import { BACKENDS } from '../shared/run.js';
import type { BackendName } from '../shared/run.js';

/** What the user asked for, checked. */
export interface AnalyzeArguments {
  file: string;
  entry: string | null;
  steps: number | null;
  seconds: number;
  seed: number;
  capture: 'every' | 'adaptive';
  backend: BackendName | 'auto';
  /** Path, or `-` for stdout; null: no report. */
  json: string | null;
  /** The same for the findings as SARIF. */
  sarif: string | null;
  /** Path of a page with the panel in it; null: none. */
  html: string | null;
  /** Path of a run file; null: none. */
  run: string | null;
  failOn: 'error' | 'warning' | 'never';
  /** Whether fixes are tried by training. */
  trials: boolean;
  /** Folder that the program runs in; null: the current one, or the package of a file that lies elsewhere. */
  cwd: string | null;
  /** Arguments of the program. */
  args: string[];
}

export type Command = { name: 'help' } | { name: 'version' } | { name: 'analyze'; arguments: AnalyzeArguments };

export const DEFAULT_SECONDS = 60;
export const DEFAULT_SEED = 1;

/** Wrong usage: the message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const OPTIONS = {
  entry: { type: 'string' },
  steps: { type: 'string' },
  seconds: { type: 'string' },
  seed: { type: 'string' },
  capture: { type: 'string' },
  backend: { type: 'string' },
  json: { type: 'string' },
  'fail-on': { type: 'string' },
  cwd: { type: 'string' },
  run: { type: 'string' },
  html: { type: 'string' },
  sarif: { type: 'string' },
  trials: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** @throws UsageError */
export function readArguments(argv: readonly string[]): Command {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  const { values, positionals } = parse(own);
  if (values.help || own.length === 0) return { name: 'help' };
  if (values.version) return { name: 'version' };

  const [command, file, ...more] = positionals;
  if (command === 'help') return { name: 'help' };
  if (command !== 'analyze') throw new UsageError(command === undefined ? 'A command is missing.' : `There is no command '${command}'.`);
  if (file === undefined) throw new UsageError('The file to analyze is missing.');
  if (more.length > 0) {
    throw new UsageError(`One file at a time; '${more[0]}' is one too many. Arguments of the program come after '--'.`);
  }
  if (values.html === '-') throw new UsageError('--html takes a file: a browser has to open it.');
  if (values.run === '-') throw new UsageError('--run takes a file: the panel has to open it.');
  if (values.json === '-' && values.sarif === '-') throw new UsageError('Only one of --json and --sarif can go to stdout.');
  return {
    name: 'analyze',
    arguments: {
      file,
      entry: values.entry ?? null,
      steps: values.steps === undefined ? null : wholeNumber('--steps', values.steps, 1),
      seconds: values.seconds === undefined ? DEFAULT_SECONDS : positiveNumber('--seconds', values.seconds),
      seed: values.seed === undefined ? DEFAULT_SEED : wholeNumber('--seed', values.seed, 0),
      capture: oneOf('--capture', values.capture ?? 'every', ['every', 'adaptive']),
      backend: oneOf('--backend', values.backend ?? 'auto', ['auto', ...BACKENDS]),
      json: values.json ?? null,
      sarif: values.sarif ?? null,
      html: values.html ?? null,
      run: values.run ?? null,
      failOn: oneOf('--fail-on', values['fail-on'] ?? 'never', ['error', 'warning', 'never']),
      trials: values.trials ?? false,
      cwd: values.cwd ?? null,
      args: end < 0 ? [] : argv.slice(end + 1),
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${firstSentence(error instanceof Error ? error.message : String(error))}.`);
  }
}

/** parseArgs adds advice on how to pass odd positionals, which would mislead here. */
function firstSentence(message: string): string {
  return message.split(/\.(?:\s|$)/)[0];
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`${option} takes a whole number from ${least} on, not '${text}'.`);
  }
  return value;
}

function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new UsageError(`${option} takes a number above 0, not '${text}'.`);
  return value;
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === text);
  if (found === undefined) throw new UsageError(`${option} takes ${list(allowed)}, not '${text}'.`);
  return found;
}

function list(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
