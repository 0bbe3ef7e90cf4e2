import { DEFAULT_SECONDS, DEFAULT_SEED } from './arguments.js';

export const USAGE = `Gradient Inspector trains a TensorFlow.js program and says what is wrong with its gradients.

Usage: gradient-inspector analyze FILE [options] [-- ARGUMENTS OF THE PROGRAM]

FILE is any .ts, .js, .mjs or .cjs file that trains a model, or exports one. It is not changed.

Options
  --entry NAME       the export to call or to train, when there are several
  --steps N          stop after N training steps (default: no limit)
  --seconds S        stop after S seconds (default: ${DEFAULT_SECONDS}; a stuck program is ended 5 s later)
  --seed K           seed of weights, data order and Math.random (default: ${DEFAULT_SEED})
  --cwd DIR          the folder that the program runs in (default: the current one; for a FILE that
                     lies outside of it, the folder of FILE's package.json)
  --capture HOW      every step (every, the default), or fewer when capturing is dear (adaptive)
  --backend NAME     auto (default), tensorflow-gpu, webgpu, tensorflow, wasm or cpu; what a GPU
                     needs: docs/gpu.md
  --json OUT         write the report as JSON to the file OUT; '-' is stdout, then the only thing on it
  --sarif OUT        write the findings as SARIF 2.1.0, for code scanning, to the file OUT; '-' is stdout
  --html OUT         write the panel with the whole run to the file OUT, which any browser opens
  --run OUT          write the whole run, histograms too, to the file OUT (.gradrun) while it goes on;
                     the extension opens it, and follows it while it grows
  --trials           try each fix that is offered: train the program with and without it, from the same
                     seeds on the same data, and say which helps
  --fail-on LEVEL    exit with 1 when there is a finding of this severity or above:
                     error, warning or never (default)
  -h, --help         this text
  -v, --version      the version

Exit codes
  0 done   1 findings (see --fail-on)   2 the program failed   3 wrong usage, or no clear entry
  4 Gradient Inspector itself failed

Colours follow NO_COLOR and FORCE_COLOR.
`;
