import { describe, expect, it } from 'vitest';
import { readArguments, UsageError } from '../../../src/cli/arguments.js';

describe('readArguments', () => {
  it('fills in what is not given', () => {
    expect(readArguments(['analyze', 'm.ts'])).toEqual({
      name: 'analyze',
      arguments: {
        file: 'm.ts', entry: null, steps: null, seconds: 60, seed: 1, capture: 'every', backend: 'auto',
        json: null, sarif: null, html: null, run: null, failOn: 'never', trials: false, cwd: null, args: [],
      },
    });
  });

  it('reads every option, and leaves what follows -- to the program', () => {
    const command = readArguments([
      'analyze', '--entry', 'train', '--steps', '7', 'm.ts', '--seconds=2.5', '--seed', '0', '--capture', 'adaptive', '--backend', 'cpu',
      '--json', '-', '--sarif', 'x.sarif', '--html', 'x.html', '--run', 'x.gradrun', '--fail-on', 'warning', '--trials', '--cwd', 'app', '--', '--steps', '--', 'x',
    ]);
    expect(command).toEqual({
      name: 'analyze',
      arguments: {
        file: 'm.ts', entry: 'train', steps: 7, seconds: 2.5, seed: 0, capture: 'adaptive', backend: 'cpu',
        json: '-', sarif: 'x.sarif', html: 'x.html', run: 'x.gradrun', failOn: 'warning', trials: true, cwd: 'app', args: ['--steps', '--', 'x'],
      },
    });
  });

  it.each([
    [[], 'help'], [['--help'], 'help'], [['help'], 'help'], [['analyze', '-h'], 'help'], [['--version'], 'version'],
  ])('%j asks for %s', (argv, name) => {
    expect(readArguments(argv)).toEqual({ name });
  });

  it.each([
    [['analyze'], 'The file to analyze is missing.'],
    [['analyse', 'm.ts'], 'There is no command \'analyse\'.'],
    [['analyze', 'a.ts', 'b.ts'], 'One file at a time; \'b.ts\' is one too many.'],
    [['analyze', 'm.ts', '--steps', '0'], '--steps takes a whole number from 1 on, not \'0\'.'],
    [['analyze', 'm.ts', '--steps', '1e3'], '--steps takes a whole number'],
    [['analyze', 'm.ts', '--seconds', '0'], '--seconds takes a number above 0'],
    [['analyze', 'm.ts', '--seed=-1'], '--seed takes a whole number from 0 on'],
    [['analyze', 'm.ts', '--backend', 'cuda'], '--backend takes auto, tensorflow-gpu, webgpu, tensorflow, wasm or cpu, not \'cuda\'.'],
    [['analyze', 'm.ts', '--fail-on', 'info'], '--fail-on takes error, warning or never'],
    [['analyze', 'm.ts', '--colour'], 'Unknown option \'--colour\''],
    [['analyze', 'm.ts', '--run', '-'], '--run takes a file: the panel has to open it.'],
    [['analyze', 'm.ts', '--html', '-'], '--html takes a file: a browser has to open it.'],
    [['analyze', 'm.ts', '--json', '-', '--sarif', '-'], 'Only one of --json and --sarif can go to stdout.'],
  ])('refuses %j in one sentence', (argv, message) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(message);
  });
});
