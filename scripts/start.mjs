// @ts-check
/**
 * `npm start [-- FILE [options]]`: installs what is missing, builds, and analyzes FILE, or else an example that will
 * not train, in the terminal. Options are those of `gradient-inspector analyze`.
 *
 * Written for any Node.js that knows ES modules, so that one that is too old gets a sentence and not a stack.
 */
import path from 'node:path';

const EXAMPLE = 'examples/deep-sigmoid-mnist.ts';
const OLDEST_NODE = 20;
/** Exit codes of the command from which on there is nothing to open: wrong usage, and our own failure. */
const NOTHING_TO_SEE = 3;

const OPEN_IN_VSCODE = `
To see it in VS Code:
  npm run code      opens a real VS Code with the extension and the examples, in your browser
  npm run package   makes the .vsix; in your own VS Code: "Extensions: Install from VSIX..."
There, right-click the file and choose "Analyze Gradients".`;

/** @param {string[]} given arguments after `npm start --` */
async function start(given) {
  const { ensureDependencies, root } = await import('./dependencies.mjs');
  const { run } = await import('./process.mjs');
  const { buildIsStale } = await import('./staleness.mjs');
  await ensureDependencies();
  if (buildIsStale(root)) {
    console.log('Building');
    const code = await run(process.execPath, [path.join(root, 'esbuild.js')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (code !== 0) throw new Error('The build failed.');
  }
  const own = given.length > 0;
  const args = own ? given : [EXAMPLE, '--backend', 'wasm'];
  // npm runs scripts in the repository's root; the user's paths are relative to where npm was called.
  const cwd = own && process.env.INIT_CWD ? process.env.INIT_CWD : root;
  if (!own) console.log(`Analyzing ${EXAMPLE}: a deep sigmoid net on MNIST. "npm start -- FILE" analyzes your own file.\n`);
  const code = await run(process.execPath, [path.join(root, 'dist', 'cli.js'), 'analyze', ...args], { cwd });
  if (code < NOTHING_TO_SEE) console.log(OPEN_IN_VSCODE);
  process.exitCode = code;
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(`Gradient Inspector needs Node.js ${OLDEST_NODE} or later; this is ${process.version}.`);
  process.exitCode = 1;
} else {
  start(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
