/** The headless face: `gradient-inspector analyze FILE`. */
import path from 'node:path';
import { version } from '../../package.json';
import { analyze, EXIT } from './analyze.js';
import type { Terminal } from './analyze.js';
import { readArguments, UsageError } from './arguments.js';
import { USAGE } from './usage.js';

function terminal(): Terminal {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    trainerPath: path.join(__dirname, 'trainer', 'main.js'),
    webviewFolder: path.join(__dirname, 'webview'),
    onInterrupt: (listener) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listener);
    },
  };
}

async function run(argv: readonly string[]): Promise<number> {
  const command = readArguments(argv);
  switch (command.name) {
    case 'help':
      process.stdout.write(USAGE);
      return EXIT.done;
    case 'version':
      process.stdout.write(`${version}\n`);
      return EXIT.done;
    case 'analyze':
      return analyze(command.arguments, terminal());
  }
}

/** Whoever reads our output may stop reading (`| head`): that is no failure. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
}

function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message} See gradient-inspector --help.\n`);
    process.exitCode = EXIT.usage;
    return;
  }
  process.stderr.write(`Gradient Inspector failed, which is its own fault and not your program's:\n${describe(error)}\n`);
  process.exitCode = EXIT.ownFailure;
}

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
run(process.argv.slice(2)).then((code) => { process.exitCode = code; }, fail);

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
