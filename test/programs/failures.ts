/** Programs that come to their end without a step: what their user reads is the cause, not that. */
import { expect } from 'vitest';
import type { ProgramArea } from './support/form.js';

export const failures: ProgramArea = {
  folder: 'failures',
  title: 'Errors that a program hides, training that is out of sight',
  forms: [
    {
      form: '`main().finally(() => process.exit())` after an error',
      file: 'finallyExit.ts', fails: { message: /process\.exit\(\) before its first training step, after this error: TypeError: .*'filter'/, at: 'samples.filter(' },
    },
    {
      form: '`catch` that says nothing and exits',
      file: 'silentCatch.js', fails: { message: /process\.exit\(1\) before its first training step, after this error: .*expected .* shape/, at: 'await model.fit' },
    },
    {
      form: '`main().catch(...)` that writes a line and goes on',
      file: 'loggedCatch.mjs',
      fails: { message: /ended without a training step, after this error: The program reads '\.\/prices\.json', which does not exist/, at: "readFile('./prices" },
    },
    {
      form: 'Training in a worker thread',
      file: 'workerThread.js', fails: { message: /those in the worker thread that it starts here are not seen: call .* in the main thread/, at: 'new Worker(' },
    },
    {
      form: 'Training in worker threads of another file',
      file: 'workerPool/pool.ts', fails: { message: /in the worker thread \(trainWorker\.js\) .* not seen: analyze trainWorker\.js itself, or call/, at: 'new Worker(' },
    },
    {
      form: 'Training in child processes',
      file: 'childProcess/sweep.mjs', fails: { message: /in the child process \(fitOnce\.cjs\) .* not seen: analyze fitOnce\.cjs itself, or call/, at: "spawn('node'" },
      check({ output }) {
        expect(output).toContain('sweep of rates begins');
        expect(output).toContain('rate 0.01');
      },
    },
  ],
};
